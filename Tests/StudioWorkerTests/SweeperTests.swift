import Foundation
import Logging
import StudioDomain
import Testing

@testable import StudioWorker

@Suite("Sweeper") struct SweeperTests {
    private func sweeper(of shop: Workshop) -> Sweeper {
        Sweeper(
            studio: shop.studio, assets: shop.assets, interval: .milliseconds(5),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    @Test("gives the jobs of lost workers back while it runs", .timeLimit(.minutes(5))) func takesUp() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        _ = try await shop.studio.claimNext(for: WorkerID("ann"), models: ["toybox"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sweeper(of: shop).run() }
            shop.wait(20)
            _ = try await shop.wait(until: { $0.state == .submitted && $0.losses == 1 }, of: job)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test("removes bytes that belong to nothing after an hour, and nothing else") func orphans() async throws {
        let shop = try await Workshop()
        let (kept, orphan) = (AssetID.new(at: shop.time), AssetID.new(at: shop.time - 1))
        for id in [kept, orphan] { try await shop.assets.put(id, bytes: Data([1]), mediaType: "image/png") }
        let asset = Asset(
            id: kept, account: shop.account, job: nil, mediaType: "image/png", bytes: 1, createdAt: shop.time)
        try await shop.store.transaction { try $0.save(asset) }
        #expect(try await sweeper(of: shop).removeOrphans().isEmpty)
        shop.wait(3700)
        let new = AssetID.new(at: shop.time)
        try await shop.assets.put(new, bytes: Data([1]), mediaType: "image/png")
        #expect(try await sweeper(of: shop).removeOrphans() == [orphan])
        #expect(try await Set(shop.assets.all()) == [kept, new])
    }

    @Test("removes results with their bytes after thirty days, but not what elements show") func retention()
        async throws
    {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in ["clip"] }), until: \.state.isFinal, of: job)
        let picture = AssetID.new(at: shop.time)
        try await shop.assets.put(picture, bytes: Data([1]), mediaType: "image/png")
        let asset = Asset(
            id: picture, account: shop.account, job: nil, mediaType: "image/png", bytes: 1, createdAt: shop.time)
        let element = StudioElement(
            id: ElementID.new(at: shop.time), account: shop.account, name: "robot", words: "a robot",
            frontal: .asset(picture), views: [], tags: [], createdAt: shop.time)
        try await shop.store.transaction { transaction in
            try transaction.save(asset)
            try transaction.insert(element)
        }
        shop.wait(29 * 86400)
        try await sweeper(of: shop).removeOld()
        #expect(try await shop.job(job.id)?.state == .succeeded)
        shop.wait(2 * 86400)
        try await sweeper(of: shop).removeOld()
        #expect(try await shop.job(job.id) == nil)
        let result = try #require(done.outputs.first)
        #expect(try await shop.studio.asset(result.asset) == nil)
        #expect(try await shop.studio.asset(picture) != nil)
        #expect(try await shop.assets.all() == [picture])
    }
}
