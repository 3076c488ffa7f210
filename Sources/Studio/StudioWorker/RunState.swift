import Foundation
import StudioDomain
import Synchronization

import struct StudioDomain.Progress

/// What is known of a job while it is made: what the renderer told last, and what is kept so far.
final class RunState: Sendable {
    /// What was told since the last look.
    struct News {
        var progress: Progress?
        var preview: Data?
    }

    private struct Contents {
        var news: News?
        var assets: [AssetID] = []
    }

    private let contents = Mutex(Contents())

    func tell(_ progress: Progress? = nil, preview: Data? = nil) {
        contents.withLock { contents in
            var news = contents.news ?? News()
            news.progress = progress ?? news.progress
            news.preview = preview ?? news.preview
            contents.news = news
        }
    }

    /// Nothing when nothing was told since.
    func takeNews() -> News? {
        contents.withLock { contents in
            defer { contents.news = nil }
            return contents.news
        }
    }

    /// To be called before it is kept, so that nothing is kept that is not known.
    func willKeep(_ asset: AssetID) { contents.withLock { $0.assets.append(asset) } }

    var assets: [AssetID] { contents.withLock { $0.assets } }
}
