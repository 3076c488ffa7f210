import Foundation
import Logging
import ServiceLifecycle
import StudioDomain

/// Cleans up, again and again: jobs of lost workers and ended grants, results that are past their time, and bytes that belong
/// to nothing. Any number of them may run.
public struct Sweeper: Service {
    private let studio: Studio
    private let assets: any AssetStore
    private let interval: Duration
    private let logger: Logger

    /// Sweeps between two looks for what is past its time, and for what belongs to nothing.
    private static let sweepsPerRetention = 60
    private static let sweepsPerOrphans = 3600
    /// Bytes that no asset names are left alone for this long, in seconds: they may be being written.
    static let orphanAge: TimeInterval = 3600

    /// - Parameter interval: between two sweeps.
    public init(studio: Studio, assets: any AssetStore, interval: Duration = .seconds(1), logger: Logger) {
        self.studio = studio
        self.assets = assets
        self.interval = interval
        self.logger = logger
    }

    /// Returns when it is stopped.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            for number in 0... {
                await attempt("sweeping") { try await sweep() }
                // Not at once: servers that start together would all do it.
                if number % Self.sweepsPerRetention == 30 {
                    await attempt("removing old results") { try await removeOld() }
                }
                if number % Self.sweepsPerOrphans == 300 {
                    await attempt("removing what belongs to nothing") { _ = try await removeOrphans() }
                }
                try await Task.sleep(for: interval)
            }
        }
    }

    private func sweep() async throws {
        let sweep = try await studio.sweep()
        guard sweep != Studio.Sweep() else { return }
        logger.info(
            "swept",
            metadata: [
                "requeued": "\(sweep.requeued)", "given_up": "\(sweep.givenUp)", "grants_ended": "\(sweep.expired)",
            ])
    }

    /// Removes results and inputs that are past their time, records first: bytes without a record are found again.
    func removeOld() async throws {
        while true {
            let removed = try await studio.forgetOld()
            for id in removed.assets { try await assets.remove(id) }
            if removed == Studio.Forgotten() { return }
            logger.info(
                "removed what is past its time",
                metadata: [
                    "jobs": "\(removed.jobs)", "selections": "\(removed.selections)",
                    "assets": "\(removed.assets.count)",
                ])
        }
    }

    /// Removes bytes that no asset names: whoever wrote them was killed before it could tell of them.
    /// - Returns: what was removed.
    func removeOrphans() async throws -> [AssetID] {
        try await assets.removeLeftovers()
        let latest = AssetID.earliest(at: studio.now().addingTimeInterval(-Self.orphanAge))
        let old = try await assets.all().filter { $0 < latest }
        var removed: [AssetID] = []
        for start in stride(from: 0, to: old.count, by: 100) {
            let group = old[start..<min(start + 100, old.count)]
            let orphans = try await studio.store.transaction { transaction in
                try group.filter { try transaction.asset($0) == nil }
            }
            for id in orphans { try await assets.remove(id) }
            removed += orphans
        }
        if !removed.isEmpty { logger.info("removed what belongs to nothing", metadata: ["assets": "\(removed.count)"]) }
        return removed
    }

    /// What fails is tried again with the next round.
    private func attempt(_ name: String, _ work: () async throws -> Void) async {
        do { try await work() } catch {
            if !Task.isCancelled { logger.error("\(name) failed", metadata: ["error": "\(error)"]) }
        }
    }
}
