extension Operation {
    private static let tag = "Account"

    static let account: [Operation] = [
        Operation(
            method: .get, path: "/account/costs", tag: tag, id: "getCosts",
            summary: "See packs of credits and what is left",
            parameters: [
                .query(
                    "start_time", .integer(ListBody.times).said("Milliseconds since 1970."), isNeeded: true),
                .query("end_time", .integer(ListBody.times).said("Milliseconds since 1970."), isNeeded: true),
                .query("resource_pack_name", .anyText.said("Exactly; without it, all packs.")),
            ], answers: [.success(.named("Costs"))]),
        billing(
            "balance", "What tasks took from the account's balance", BillingBody.schema(for: .balance), "BalancePage"),
        billing(
            "package", "What tasks took from packs of credits", BillingBody.schema(for: .package), "PackagePage"),
        Operation(
            method: .get, path: "/v1/catalogue", tag: tag, id: "getCatalogue",
            summary: "See which clips can be ordered and what they cost", words: "An addition to the Kling API.",
            answers: [.success(.named("Catalogue"))]),
    ]

    private static func billing(_ name: String, _ summary: String, _ schema: Schema, _ answer: String) -> Operation {
        Operation(
            method: .post, path: "/account/billing/\(name)", tag: tag, id: "list\(answer)", summary: summary,
            words: "start_time and end_time are needed without a cursor.",
            bodies: [
                .json(schema, example: ["start_time": 1_795_000_000_000, "end_time": 1_795_600_000_000, "limit": 100])
            ], answers: [.success(.named(answer))])
    }
}
