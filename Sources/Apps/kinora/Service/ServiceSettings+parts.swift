import AssetStorage
import ClipProduction
import EngineRenderer
import Foundation
import GuardedFetch
import RemoteRenderer
import StudioWorker
import StudioDomain

extension ServiceSettings.Assets {
    /// The store that they are kept in.
    func store() throws -> any AssetStore {
        switch self {
        case .folder(let folder): try FileAssetStore(folder: folder)
        case .bucket(let bucket):
            try S3AssetStore(
                at: S3Location(
                    endpoint: bucket.endpoint, region: bucket.region, bucket: bucket.name, accessKey: bucket.accessKey,
                    secretKey: bucket.secretKey))
        }
    }
}

extension ServiceSettings {
    /// - Throws: `InputError` for a network that is none.
    func fetcher() throws -> GuardedFetcher {
        GuardedFetcher(
            settings: FetchSettings(
                allowedNetworks: try allowedNetworks.map { text in
                    guard let network = Network(text) else {
                        throw InputError("\(text.prefix(64)) is no network, such as 10.0.0.0/8.")
                    }
                    return network
                }))
    }

    /// The engine of this process and, where the settings name one, another server.
    func renderer() throws -> any Renderer {
        let engine = EngineRenderer(
            library: .installed, threads: try Processor.threads(), instructions: try Processor.instructions(),
            software: "Kinora \(Kinora.version)")
        guard let remote else { return engine }
        return RendererGroup([
            RemoteRenderer(
                RemoteRenderer.Server(url: remote.url, model: remote.model, apiKey: remote.key), as: remote.name),
            engine,
        ])
    }
}
