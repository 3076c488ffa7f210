import Foundation
import StudioAPI
import StudioDomain

/// Where a caller's request becomes a job: given pictures are checked and kept, prices and models looked up, words judged.
struct OrderDesk {
    let parts: ServerParts
    let caller: Caller
    /// Pictures that were given as bytes.
    private(set) var given: [(asset: Asset, bytes: Data)] = []

    init(parts: ServerParts, caller: Caller) {
        self.parts = parts
        self.caller = caller
    }

    /// Submits what a body asks for.
    /// - Parameter surface: the path that it came by, such as "videos/text2video".
    /// - Throws: `APIError` or `SubmissionError`.
    mutating func take(_ body: some OrderableBody, surface: String) async throws -> Job {
        try refuseSuspended()
        if let need = body.needs.first(where: { !parts.settings.abilities.contains($0) }) { throw need.refusal }
        var draft = try await body.draft(at: &self)
        draft.tariff.keyName = caller.keyName
        try await judge(draft.order.prompt)
        try await judge(draft.order.negativePrompt)
        return try await keeping { [draft] assets in
            try await parts.studio.submit(
                Submission(
                    account: caller.account, externalID: body.externalTaskID, surface: surface,
                    model: parts.settings.models.model(for: draft.tariff.model, making: draft.order),
                    slots: draft.slots,
                    price: draft.price, tariff: draft.tariff, order: draft.order, assets: assets,
                    callback: body.callbackURL))
        }
    }

    func refuseSuspended() throws(APIError) {
        if caller.isSuspended { throw .suspended }
    }

    /// - Throws: `APIError` for words that may not be turned into anything.
    func judge(_ words: String) async throws {
        guard !words.isEmpty else { return }
        guard try await parts.policy.allows(prompt: words) else { throw APIError.contentRefused }
    }

    /// Keeps the bytes that were given, then does what records them; if that fails, they go again.
    func keeping<Result>(_ record: ([Asset]) async throws -> Result) async throws -> Result {
        do {
            for (asset, bytes) in given {
                try await parts.assets.put(asset.id, bytes: bytes, mediaType: asset.mediaType)
            }
            return try await record(given.map(\.asset))
        } catch {
            // One that cannot be removed now belongs to nothing and is swept later.
            for (asset, _) in given { try? await parts.assets.remove(asset.id) }
            throw error
        }
    }
}

extension OrderDesk {
    /// A picture of a request as the input of an order.
    /// - Throws: `APIError` for bytes that are no picture, or one that is not as `rules` wants it. What is named by its address
    ///   is looked at when the job is made.
    mutating func picture(
        _ media: MediaReference, as role: OrderInput.Role, rules: PictureRules = .whole,
        path: [OrderInput.Point] = [], words: String = ""
    ) throws(APIError) -> OrderInput {
        OrderInput(role: role, source: try source(media, rules: rules), path: path, words: words)
    }

    mutating func source(_ media: MediaReference, rules: PictureRules = .whole) throws(APIError) -> OrderInput.Source {
        switch media {
        case .url(let url): return .remote(url)
        case .bytes(let bytes):
            let header = try parts.settings.pictures.check(bytes, rules: rules)
            let time = parts.studio.now()
            var id = AssetID.new(at: time)
            while given.contains(where: { $0.asset.id == id }) { id = .new(at: time) }
            given.append(
                (
                    Asset(
                        id: id, account: caller.account, job: nil, mediaType: header.kind.rawValue,
                        bytes: bytes.count, createdAt: time), bytes
                ))
            return .asset(id)
        }
    }

    /// The pictures of elements, in the order of a request's list. Those of one element have the same words.
    /// - Throws: `APIError` for one that the account does not have.
    func elements(_ ids: [Int64]) async throws -> [OrderInput] {
        var inputs: [OrderInput] = []
        for id in ids {
            guard
                let element = try await parts.studio.element(ElementID(number: id), of: caller.account),
                element.deletedAt == nil
            else { throw APIError.parameter("Element not found by id: \(id)") }
            for source in [element.frontal] + element.views {
                inputs.append(OrderInput(role: .reference, source: source, words: element.words))
            }
        }
        return inputs
    }

    /// A clip that a job of the account made, by the identifier that its result has.
    /// - Throws: `APIError` where there is none.
    func clip(_ name: String) async throws -> (id: AssetID, job: Job, seconds: Double) {
        guard let id = AssetID(name), let asset = try await parts.studio.asset(id), asset.account == caller.account,
            let jobID = asset.job,
            let job = try await parts.studio.job(jobID.description, of: caller.account),
            let seconds = job.outputs.first(where: { $0.asset == id })?.seconds
        else { throw APIError.parameter("Video not found by id: \(name.prefix(64))") }
        return (id, job, seconds)
    }

    /// - Throws: `APIError` for what the price list does not have.
    func price(ofVideo tariff: Tariff, seconds: Double) throws(APIError) -> Credits {
        guard
            let price = parts.prices.price(ofVideo: tariff, milliseconds: Int64((seconds * 1000).rounded()))
        else { throw .notAvailable("\(tariff.model) in this mode") }
        return price
    }

    /// - Throws: `APIError` for what the price list does not have.
    func price(ofImages model: String, size: String, count: Int) throws(APIError) -> Credits {
        guard let price = parts.prices.price(ofImages: model, size: size, count: count) else {
            throw .notAvailable("\(model) in this size")
        }
        return price
    }

    /// What clips of a model are enlarged to; nothing for as the model makes them.
    func resolution(of tariff: Tariff) -> Resolution? {
        parts.settings.models.entry(for: tariff.model).resolutions[tariff.tier]
    }

    /// What pictures of a model are enlarged to.
    func resolution(ofImages model: String, size: String) -> Resolution? {
        parts.settings.models.entry(for: model).pictureResolutions[size]
    }
}

extension Tariff.Tier {
    init(_ mode: VideoMode?) {
        self =
            switch mode {
            case nil, .std: .std
            case .pro: .pro
            case .fourK: .ultra
            }
    }
}
