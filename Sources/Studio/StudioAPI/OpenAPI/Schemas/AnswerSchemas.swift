/// Schemas of what is answered, by name. Unlike bodies, they have nothing but what they say.
enum AnswerSchemas {
    private static let url = Schema.anyText.with("format", "uri")
    private static let time = Schema.integer().said("Milliseconds since 1970.")
    private static let decimal = Schema.anyText.with("pattern", #"^-?[0-9]+(\.[0-9]+)?$"#)
    private static let status = Schema.integer().said("0: accepted.")

    static let all: [(name: String, schema: Schema)] =
        [
            ("Refusal", refusal), ("OpenAIError", openAIError), ("Task", task), ("Video", video), ("Image", image),
            ("Element", element), ("OldElement", oldElement), ("BegunSelection", begunSelection),
            ("MarkedSelection", markedSelection), ("ClearedSelection", selection([])),
            ("PreviewedSelection", previewedSelection), ("StandardTask", standardTask),
            ("StandardCreated", standardCreated), ("TaskPage", page(of: .list(of: .named("StandardTask")))),
            ("Costs", costs), ("BalancePage", billingPage(balanceFields)), ("PackagePage", billingPage(packageFields)),
            ("OpenAIVideo", openAIVideo), ("OpenAIList", openAIList), ("OpenAIDeleted", openAIDeleted),
            ("TaskEvent", taskEvent), ("Delivery", delivery), ("Catalogue", CatalogueView.schema),
            ("SignedIn", signedIn), ("Invitation", invitation), ("Key", key), ("NewKey", newKey),
        ]

    /// What an answer's data is wrapped in.
    static func envelope(_ data: Schema) -> Schema {
        .object(
            [
                .needed("code", .constant(0)), .needed("message", .anyText), .needed("request_id", .anyText),
                .needed("data", data),
            ], isClosed: true)
    }

    private static let refusal = Schema.object(
        [
            .needed("code", .integer().said("What went wrong, as in the table of codes.")),
            .needed("message", .anyText.said("One sentence.")), .needed("request_id", .anyText),
        ], isClosed: true)

    private static let signedIn = Schema.object(
        [
            .needed(
                "user",
                .object(
                    [.needed("name", .anyText), .needed("role", .choice(UserRole.allCases.map(\.rawValue)))],
                    isClosed: true)),
            .needed("account", .object([.needed("id", .anyText), .needed("name", .anyText)], isClosed: true)),
        ], isClosed: true)

    private static let invitation = Schema.object(
        [
            .needed("token", .anyText.said("Told this once; the studio takes it as /#/join/TOKEN.")),
            .needed("expires_at", time),
        ], isClosed: true)

    private static let key = Schema.object(
        [
            .needed("id", .anyText), .needed("kind", .choice(KeyBody.Kind.allCases.map(\.rawValue))),
            .needed("name", .anyText), .needed("hint", .anyText.said("Its first characters.")),
            .needed("created_at", time), .possible("revoked_at", time),
        ], isClosed: true)
    private static let newKey = Schema.object(
        [
            .needed("key", .named("Key")),
            .needed("secret", .anyText.said("The API key, or the SecretKey of an AccessKey, which is the key's id.")),
        ], isClosed: true)

    private static let openAIError = Schema.object(
        [
            .needed(
                "error",
                .object(
                    [
                        .needed("message", .anyText), .needed("type", .choice(OpenAIError.types)),
                        .needed("param", .anyText.orNull), .needed("code", .anyText.orNull),
                    ], isClosed: true))
        ], isClosed: true)

    private static let video = Schema.object(
        [
            .needed("id", .anyText), .needed("url", url.said("Signed; it ends after a while.")),
            .possible("watermark_url", url), .needed("duration", decimal.said("Seconds.")),
            .possible("session_id", .anyText), .possible("seed", .anyText),
        ], isClosed: true)

    private static let image = Schema.object(
        [.needed("index", .integer()), .needed("url", url), .possible("watermark_url", url)], isClosed: true)

    private static let tag = Schema.object(
        [.needed("id", .anyText), .needed("name", .anyText), .needed("description", .anyText)], isClosed: true)
    private static let view = Schema.object([.needed("image_url", url)], isClosed: true)

    private static let element = Schema.object(
        [
            .needed("element_id", .integer()), .needed("element_name", .anyText),
            .needed("element_description", .anyText),
            .needed("reference_type", .choice(ElementBody.ReferenceType.allCases.map(\.rawValue))),
            .needed(
                "element_image_list",
                .object([.needed("frontal_image", url), .needed("refer_images", .list(of: view))], isClosed: true)),
            .needed("tag_list", .list(of: tag)), .needed("owned_by", .anyText),
            .needed("status", .choice(ElementView.Status.allCases.map(\.rawValue))),
        ], isClosed: true)

    private static let oldElement = Schema.object(
        [
            .needed("element_id", .integer()), .needed("element_name", .anyText),
            .needed("element_description", .anyText), .needed("element_frontal_image", url),
            .needed("element_refer_list", .list(of: view)), .needed("tag_list", .list(of: tag)),
            .needed("owned_by", .anyText),
        ], isClosed: true)

    private static let result = Schema.object(
        [
            .possible("videos", .list(of: .named("Video"))), .possible("images", .list(of: .named("Image"))),
            .possible("result_type", .choice(OmniImageBody.resultTypes)),
            .possible("series_images", .list(of: .named("Image"))), .possible("elements", .list(of: .named("Element"))),
        ], isClosed: true)

    private static let task = Schema.object(
        [
            .needed("task_id", .anyText), .possible("session_id", .anyText.said("Of a clip that is edited.")),
            .needed("task_status", .choice(TaskView.Status.allCases.map(\.rawValue))),
            .needed("task_status_msg", .anyText.said("Why it failed; empty otherwise.")),
            .needed(
                "task_info",
                .object(
                    [.needed("external_task_id", .anyText.orNull), .possible("parent_video", .named("Video"))],
                    isClosed: true)),
            .possible("task_result", result),
            .possible("watermark_info", .object([.needed("enabled", .flag)], isClosed: true)),
            .possible("final_unit_deduction", decimal.said("Credits.")),
            .possible(
                "final_balance_deduction",
                .object([.needed("quota", decimal), .needed("list_price", decimal)], isClosed: true)),
            .needed("created_at", time), .needed("updated_at", time),
        ], isClosed: true)

    private static func selection(_ fields: [Schema.Field]) -> Schema {
        .object([.needed("status", status), .needed("session_id", .anyText)] + fields, isClosed: true)
    }

    private static let begunSelection = selection([
        .needed("fps", .number()), .needed("original_duration", .integer().said("Milliseconds.")),
        .needed("width", .integer()), .needed("height", .integer()), .needed("total_frame", .integer()),
        .needed("normalized_video", url), .needed("final_unit_deduction", decimal),
    ])

    private static let markedSelection: Schema = {
        let size = Schema.Field.needed("size", .list(of: .integer(), 2...2).said("Height, width."))
        let mask = Schema.object(
            [
                .needed("object_id", .integer()),
                .needed("rle_mask", .object([size, .needed("counts", .anyText)], isClosed: true)),
                .needed("png_mask", .object([size, .needed("base64", .anyText)], isClosed: true)),
            ], isClosed: true)
        return selection([
            .needed(
                "res",
                .object(
                    [.needed("frame_index", .integer()), .needed("rle_mask_list", .list(of: mask))], isClosed: true))
        ])
    }()

    private static let previewedSelection = selection([
        .needed(
            "res",
            .object(
                [.needed("video", url), .needed("video_cover", url), .needed("tracking_output", url)], isClosed: true))
    ])

    private static let standardFields: [Schema.Field] = [
        .needed("id", .anyText), .needed("status", .choice(StandardTaskView.Status.allCases.map(\.rawValue))),
        .needed("create_time", time), .needed("update_time", time), .needed("external_id", .anyText),
    ]

    private static let standardCreated = Schema.object(standardFields, isClosed: true)

    private static let standardTask = Schema.object(
        standardFields + [
            .needed("message", .anyText), .needed("outputs", .list(of: .either(outputs))),
            .needed(
                "billing",
                .list(
                    of: .object(
                        [
                            .needed("charge_type", .choice(StandardTaskView.Billing.Charge.allCases.map(\.rawValue))),
                            .needed("amount", decimal), .possible("cash_type", .anyText),
                            .possible("currency", .anyText), .possible("package_type", .anyText),
                            .possible("list_price", decimal),
                        ], isClosed: true))),
        ], isClosed: true)

    private static let outputs: [Schema] = [
        .object(
            [
                .needed("type", .constant("video")), .needed("id", .anyText), .needed("url", url),
                .possible("watermark_url", url), .needed("duration", decimal),
            ], isClosed: true),
        .object(
            [
                .needed("type", .constant("image")), .needed("url", url), .possible("watermark_url", url),
                .possible("group_id", .anyText),
            ], isClosed: true),
        .object(
            [
                .needed("type", .constant("element")), .needed("id", .anyText), .needed("name", .anyText),
                .needed("description", .anyText), .needed("element_type", .constant("multi_image_elements")),
                .needed(
                    "references",
                    .list(
                        of: .object(
                            [.needed("type", .choice(["frontal", "reference"])), .needed("url", url)], isClosed: true))),
                .needed("owned_by", .anyText), .needed("status", .choice(["succeeded", "deleted"])),
                .needed("tags", .list(of: tag)),
            ], isClosed: true),
    ]

    private static func page(of result: Schema) -> Schema {
        .object(
            [
                .needed("result", result), .needed("count", .integer()),
                .needed("next_cursor", .anyText.said("Empty on the last page.")), .needed("has_more", .flag),
            ], isClosed: true)
    }

    private static let costs = Schema.object(
        [
            .needed("code", .integer()), .needed("msg", .anyText),
            .needed(
                "resource_pack_subscribe_infos",
                .list(
                    of: .object(
                        [
                            .needed("resource_pack_name", .anyText), .needed("resource_pack_id", .anyText),
                            .needed("resource_pack_type", .choice(CostsView.Pack.Kind.allCases.map(\.rawValue))),
                            .needed("total_quantity", .number()), .needed("remaining_quantity", .number()),
                            .needed("purchase_time", time), .needed("effective_time", time),
                            .needed("invalid_time", time),
                            .needed("status", .choice(CostsView.Pack.Status.allCases.map(\.rawValue))),
                        ], isClosed: true))),
        ], isClosed: true)

    private static let billedTask: [Schema.Field] = [
        .needed("task_id", .anyText), .needed("api_key_name", .anyText), .needed("product_function", .anyText),
        .needed("model_name", .anyText), .needed("resolution", .anyText), .needed("duration", .anyText),
        .needed("refer_video_input", .flag), .needed("video_sound", .choice(["native", "original", "off"])),
        .needed("voice_control", .flag), .needed("deduction_time", .anyText.said("Milliseconds since 1970.")),
    ]

    private static let balanceFields: [Schema.Field] = [
        .needed("cash_type", .anyText), .needed("balance_before_deduction", decimal),
        .needed("deduction_amount", decimal), .needed("balance_after_deduction", decimal),
        .needed("list_price", decimal), .needed("currency", .anyText),
    ]

    private static let packageFields: [Schema.Field] = [
        .needed("package_id", .anyText), .needed("product_type", .anyText), .needed("unit_before_deduction", decimal),
        .needed("deduction_amount", decimal), .needed("unit_after_deduction", decimal),
    ]

    private static func billingPage(_ fields: [Schema.Field]) -> Schema {
        .object(
            [
                .needed(
                    "result",
                    .object(
                        [
                            .needed("detail", .list(of: .object(billedTask + fields, isClosed: true))),
                            .needed("count", .integer()),
                        ], isClosed: true)),
                .needed("next_cursor", .anyText), .needed("has_more", .flag),
            ], isClosed: true)
    }

    private static let openAIVideo: Schema = {
        let seconds = Schema.integer().said("Seconds since 1970.")
        let failure = Schema.object([.needed("code", .anyText), .needed("message", .anyText)], isClosed: true)
        return .object(
            [
                .needed("id", .anyText), .needed("object", .constant("video")), .needed("model", .anyText),
                .needed("status", .choice(OpenAIVideoView.Status.allCases.map(\.rawValue))),
                .needed("progress", .integer(0...100)), .needed("created_at", seconds),
                .needed("completed_at", seconds.orNull), .needed("expires_at", seconds.orNull),
                .needed("seconds", .anyText), .needed("size", .anyText), .needed("prompt", .anyText.orNull),
                .needed("error", failure.orNull), .needed("remixed_from_video_id", .anyText.orNull),
            ], isClosed: true)
    }()

    private static let openAIList = Schema.object(
        [
            .needed("object", .constant("list")), .needed("data", .list(of: .named("OpenAIVideo"))),
            .needed("first_id", .anyText.orNull), .needed("last_id", .anyText.orNull), .needed("has_more", .flag),
        ], isClosed: true)

    private static let openAIDeleted = Schema.object(
        [.needed("id", .anyText), .needed("object", .constant("video.deleted")), .needed("deleted", .flag)],
        isClosed: true)

    /// Written by the server, which may say more than this.
    private static let taskEvent = Schema.object([
        .needed("task_id", .anyText), .possible("external_task_id", .anyText.orNull),
        .needed("task_status", .choice(TaskView.Status.allCases.map(\.rawValue))),
        .needed("task_status_msg", .anyText),
        .possible(
            "progress",
            Schema.object([
                .needed("step", .integer()), .needed("steps", .integer()), .possible("seconds_left", .number().orNull),
            ]).orNull),
        .possible("preview", .anyText.orNull.said("What the clip looks like so far: a small JPEG as a data URL.")),
        .possible(
            "outputs",
            .list(
                of: .object([
                    .needed("id", .anyText), .needed("url", url), .possible("duration", decimal.said("Seconds.")),
                ]))),
        .needed("created_at", time), .needed("updated_at", time),
    ])

    private static let delivery = Schema.object(
        [
            .needed("id", .anyText.said("As the message's header webhook-id has it.")),
            .needed("task_status", .choice(TaskView.Status.allCases.map(\.rawValue)).said("What it tells of.")),
            .needed("url", .anyText), .needed("state", .choice(DeliveryView.State.allCases.map(\.rawValue))),
            .needed(
                "attempts",
                .list(
                    of: .object(
                        [
                            .needed("time", time),
                            .possible("status", .integer().said("Of the answer; missing when none came.")),
                            .needed("problem", .anyText.said("Why none came; empty otherwise.")),
                        ], isClosed: true))),
            .possible("next_attempt_at", time), .needed("created_at", time),
        ], isClosed: true)
}
