import Foundation
import StudioDomain

extension JobRun {
    /// Renews the lease until it is lost, whether the rendering tells of progress or not; nothing when cancelled.
    func keepLease() async -> Ending? {
        var (renewed, heard, previewed) = (ContinuousClock.now, ContinuousClock.now, ContinuousClock.Instant?.none)
        var preview: Data?
        while true {
            do { try await Task.sleep(for: settings.reporting) } catch { return nil }
            let (now, news) = (ContinuousClock.now, state.takeNews())
            if news != nil { heard = now }
            if now - heard > settings.stallLimit { return .stalled }
            guard news != nil || now - renewed >= settings.heartbeat else { continue }
            preview = news?.preview ?? preview
            let isPreviewDue = previewed.map { now - $0 >= settings.previews } ?? true
            do {
                guard
                    try await studio.renew(
                        job.id, by: worker.id, progress: news?.progress, preview: isPreviewDue ? preview : nil)
                else { return .lost }
                renewed = now
                if isPreviewDue, preview != nil { (preview, previewed) = (nil, now) }
            } catch {
                // The job may be another's once the lease must have ended.
                if Task.isCancelled { return nil }
                if now - renewed > .seconds(Studio.leaseTime) { return .lost }
            }
        }
    }

    /// Hears of a cancellation before the lease is renewed next; nothing when cancelled itself.
    func noticeLoss() async -> Ending? {
        for await changed in studio.store.changes() where changed == job.id {
            do {
                let found = try await studio.store.transaction { try $0.job(changed) }
                if found?.state != .processing || found?.lease?.worker != worker.id { return .lost }
            } catch {
                // The next renewal tells.
                continue
            }
        }
        return nil
    }
}
