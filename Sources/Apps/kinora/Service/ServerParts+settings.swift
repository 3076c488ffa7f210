import Foundation
import StudioDomain
import StudioServer

extension ServerParts {
    init(_ settings: ServiceSettings, stores: ServiceStores) throws {
        var server = ServerSettings()
        server.version = Kinora.version
        server.publicURL = settings.publicURL.absoluteString.trimmingSuffix("/")
        server.proxiesInFront = settings.proxies
        server.models.standard = ModelTable.Entry(model: settings.model, pictureModel: settings.pictureModel)
        for (name, models) in settings.models {
            server.models.entries[name] = ModelTable.Entry(model: models.words, pictureModel: models.pictures)
        }
        if !settings.keepsKlingLimits { (server.pictures, server.clipsKeepLimits) = (.lenient, false) }
        self.init(
            studio: stores.studio, assets: try settings.assets.store(), vault: stores.vault,
            policy: WordListPolicy(), prices: try Self.prices(settings.prices), plans: .standard, settings: server,
            selecting: SelectionParts(
                selector: SelectorProcess(patience: .seconds(120)), fetcher: try settings.fetcher(),
                workplace: FileManager.default.temporaryDirectory.appending(path: "kinora-selections")))
    }

    private static func prices(_ name: String) throws(InputError) -> PriceList {
        switch name {
        case "units": .units
        case "credits": .credits
        default: throw InputError("The setting prices may be units or credits.")
        }
    }
}

extension ServiceSettings {
    /// The same for a key and for an address; bursts may be four times as dense.
    var limits: LimitSettings {
        var limits = LimitSettings()
        let rate =
            requestsPerSecond > 0
            ? RateLimit(perSecond: Double(requestsPerSecond), burst: 4 * requestsPerSecond) : nil
        (limits.perAddress, limits.perKey) = (rate, rate)
        return limits
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
