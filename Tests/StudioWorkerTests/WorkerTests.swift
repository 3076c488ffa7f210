import Foundation
import StudioDomain
import StudioWorker
import Synchronization
import Testing

import struct StudioDomain.Progress

@Suite("Worker", .timeLimit(.minutes(5))) struct WorkerTests {
    @Test("makes a job, keeps its results, and is paid") func succeeds() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in ["one", "two"] }), until: \.state.isFinal, of: job)
        #expect(done.state == .succeeded)
        #expect(done.outputs.map(\.seconds) == [5, 5])
        let first = try #require(done.outputs.first)
        let asset = try #require(try await shop.studio.asset(first.asset))
        #expect(asset.account == shop.account && asset.job == job.id && asset.bytes == 3)
        var bytes: [UInt8] = []
        for try await part in try await shop.assets.read(first.asset, 0..<3) { bytes += part }
        #expect(bytes == Array("one".utf8))
        #expect(try await shop.credits() == (Credits(965), Credits.zero))
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.workplace.path).isEmpty)
    }

    @Test("takes jobs that come while it waits, one after the other") func goesOn() async throws {
        let shop = try await Workshop()
        let worker = shop.worker(ScriptedRenderer { _, _, _ in ["clip"] })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            for _ in 0..<3 {
                try await Task.sleep(for: .milliseconds(15))
                let job = try await shop.submit()
                _ = try await shop.wait(until: { $0.state == .succeeded }, of: job)
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test("tells the owner why it cannot be made, and gives the credits back") func fails() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in throw RenderFailure("The mask is empty.") }),
            until: \.state.isFinal, of: job)
        #expect(done.state == .failed && done.message == "The mask is empty.")
        #expect(try await shop.credits() == (Credits(1000), Credits.zero))
    }

    @Test("says no more than that it failed when the reason is none of the owner's business") func breaks()
        async throws
    {
        struct Secret: Error {}
        let shop = try await Workshop()
        let job = try await shop.submit()
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in throw Secret() }), until: \.state.isFinal, of: job)
        #expect(done.state == .failed && done.message == "Internal failure.")
    }

    @Test("passes on progress and previews") func reports() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let (steps, step) = AsyncStream.makeStream(of: Void.self)
        let renderer = ScriptedRenderer { _, _, report in
            report(Progress(step: 3, steps: 7, secondsLeft: 12), Data([7]))
            for await _ in steps { return ["clip"] }
            return []
        }
        _ = try await shop.run(
            shop.worker(renderer),
            until: { job in
                if job.progress == Progress(step: 3, steps: 7, secondsLeft: 12) { step.yield() }
                return job.state.isFinal
            }, of: job)
        // The preview goes with the job's end; it was there before.
        #expect(try await shop.store.transaction { try $0.preview(of: job.id) } == nil)
    }

    @Test("shows a preview while it renders") func previews() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let renderer = ScriptedRenderer { _, _, report in
            report(Progress(step: 3, steps: 7, secondsLeft: nil), Data([7]))
            try await Task.sleep(for: .seconds(60))
            return []
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await shop.worker(renderer).run() }
            var preview: Preview?
            while preview == nil {
                preview = try await shop.store.transaction { try $0.preview(of: job.id) }
                try await Task.sleep(for: .milliseconds(2))
            }
            #expect(preview == Preview(job: job.id, step: 3, picture: Data([7])))
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test("stops rendering when the job is cancelled, and goes on with the next") func cancels() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let stopped = Mutex(0)
        let renderer = ScriptedRenderer { _, _, report in
            if stopped.withLock({ $0 }) > 0 { return ["clip"] }
            do {
                for step in 0... {
                    report(Progress(step: step, steps: 1000, secondsLeft: nil), nil)
                    try await Task.sleep(for: .milliseconds(5))
                }
            } catch {
                stopped.withLock { $0 += 1 }
                throw error
            }
            return []
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await shop.worker(renderer).run() }
            _ = try await shop.wait(until: { $0.progress != nil }, of: job)
            let isCancelled = try await shop.studio.cancel(job.id)
            #expect(isCancelled)
            let next = try await shop.submit()
            _ = try await shop.wait(until: { $0.state == .succeeded }, of: next)
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(stopped.withLock { $0 } == 1)
        #expect(try await shop.job(job.id)?.state == .cancelled)
    }

    @Test("renews its lease while the rendering is silent") func renews() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let renderer = ScriptedRenderer { _, _, _ in
            try await Task.sleep(for: .seconds(60))
            return []
        }
        _ = try await shop.run(
            shop.worker(renderer),
            until: { job in
                guard let lease = job.lease else { return false }
                // A lease of later than the claim's.
                return lease.ends > job.updatedAt + Studio.leaseTime + 0.1
            }, of: job)
    }

    @Test("stops when its lease was lost, and leaves nothing behind") func loses() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let rendering = Mutex(false)
        var settings = Workshop.quick
        settings.heartbeat = .seconds(3600)
        let renderer = ScriptedRenderer { _, _, _ in
            rendering.withLock { $0 = true }
            // Deaf to being cancelled, it makes something after all.
            try? await Task.sleep(for: .seconds(60))
            return ["late"]
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [settings] in try await shop.worker(renderer, settings: settings).run() }
            while !rendering.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
            shop.wait(20)
            let sweep = try await shop.studio.sweep()
            #expect(sweep.requeued == 1)
            // It comes to the same worker again, as a new claim.
            rendering.withLock { $0 = false }
            while !rendering.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(try await shop.job(job.id)?.losses == 1)
        #expect(try await shop.assets.all().isEmpty)
    }

    @Test("gives back what it has not finished when it is stopped") func givesBack() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        try await shop.run(shop.worker(ScriptedRenderer.endless()), until: { $0.progress != nil }, of: job)
        let left = try #require(try await shop.job(job.id))
        #expect(left.state == .submitted && left.losses == 0)
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in ["clip"] }, name: "bob"), until: \.state.isFinal, of: job)
        #expect(done.state == .succeeded)
    }

    @Test("gives up a rendering that tells of nothing any more") func stalls() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        var settings = Workshop.quick
        settings.stallLimit = .milliseconds(50)
        let renderer = ScriptedRenderer { _, _, _ in
            try await Task.sleep(for: .seconds(60))
            return []
        }
        let done = try await shop.run(
            shop.worker(renderer, settings: settings), until: \.state.isFinal, of: job)
        #expect(done.state == .failed && done.message.contains("progress"))
    }

    @Test("ends its process when a rendering cannot be stopped") func hangs() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        var settings = Workshop.quick
        settings.stallLimit = .milliseconds(50)
        let (never, hold) = AsyncStream.makeStream(of: Void.self)
        defer { hold.finish() }
        let renderer = ScriptedRenderer { _, _, _ in
            // Unstructured, so that cancelling does not reach it.
            await Task { for await _ in never {} }.value
            return []
        }
        await #expect(throws: WorkerError.hangs) { try await shop.worker(renderer, settings: settings).run() }
        #expect(try await shop.job(job.id)?.state == .failed)
    }

    @Test("tells when an address cannot be fetched") func fetchFails() async throws {
        let shop = try await Workshop()
        let url = try #require(URL(string: "https://example.com/a.png"))
        let job = try await shop.submit(inputs: [OrderInput(role: .firstFrame, source: .remote(url))])
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in ["clip"] }), until: \.state.isFinal, of: job)
        #expect(done.message == "The address could not be read.")
    }

    @Test("brings inputs in their order") func bringsInputs() async throws {
        let shop = try await Workshop()
        var inputs: [OrderInput] = []
        for number: UInt8 in 1...3 {
            let id = AssetID(number: Int64(number))
            try await shop.assets.put(id, bytes: Data([number]), mediaType: "image/png")
            let asset = Asset(
                id: id, account: shop.account, job: nil, mediaType: "image/png", bytes: 1, createdAt: shop.time)
            try await shop.store.transaction { try $0.save(asset) }
            inputs.append(OrderInput(role: .reference, source: .asset(id)))
        }
        let job = try await shop.submit(inputs: inputs)
        let renderer = ScriptedRenderer { files, _, _ in
            let contents = try files.map { try Data(contentsOf: $0) }
            #expect(contents == [Data([1]), Data([2]), Data([3])])
            return ["clip"]
        }
        let done = try await shop.run(shop.worker(renderer), until: \.state.isFinal, of: job)
        #expect(done.state == .succeeded)
    }

    @Test("makes the mask of what is pointed at in a clip") func masks() async throws {
        let shop = try await Workshop()
        let clip = AssetID(number: 1)
        try await shop.assets.put(clip, bytes: Data("a clip".utf8), mediaType: "video/mp4")
        let asset = Asset(
            id: clip, account: shop.account, job: nil, mediaType: "video/mp4", bytes: 6, createdAt: shop.time)
        try await shop.store.transaction { try $0.save(asset) }
        let frames = [MarkedFrame(frame: 7, points: [MarkedPoint(x: 0.5, y: 0.5)])]
        let job = try await shop.submit(inputs: [
            OrderInput(role: .clip, source: .asset(clip)),
            OrderInput(role: .mask, source: .selected(in: clip, frames: frames)),
        ])
        let renderer = ScriptedRenderer { files, _, _ in
            let contents = try files.map { try String(contentsOf: $0, encoding: .utf8) }
            #expect(contents == ["a clip", "a clip at [7]"])
            return ["clip"]
        }
        let done = try await shop.run(shop.worker(renderer), until: \.state.isFinal, of: job)
        #expect(done.state == .succeeded)
        // Of a clip that is gone there is none.
        try await shop.store.transaction { try $0.remove(asset) }
        let late = try await shop.submit(inputs: [OrderInput(role: .mask, source: .selected(in: clip, frames: frames))])
        let failed = try await shop.run(shop.worker(renderer), until: \.state.isFinal, of: late)
        #expect(failed.message == "Input 1 is not there any more.")
    }

    @Test("uses nobody else's assets, none that are gone, and none that are too large", arguments: [1, 2, 3])
    func refusesInputs(kind: Int64) async throws {
        let shop = try await Workshop()
        var settings = Workshop.quick
        settings.mostInputBytes = 10
        let id = AssetID(number: kind)
        let asset = Asset(
            id: id, account: kind == 1 ? AccountID(number: 9) : shop.account, job: nil, mediaType: "image/png",
            bytes: kind == 3 ? 11 : 1, createdAt: shop.time)
        if kind != 2 { try await shop.assets.put(id, bytes: Data([1]), mediaType: "image/png") }
        try await shop.store.transaction { try $0.save(asset) }
        let job = try await shop.submit(inputs: [OrderInput(role: .reference, source: .asset(id))])
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in ["clip"] }, settings: settings), until: \.state.isFinal, of: job)
        #expect(
            done.message == (kind == 3 ? "The inputs are too large." : "Input 1 is not there any more."))
    }

    @Test("a job whose results cannot be kept fails and costs nothing") func cannotKeep() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let done = try await shop.run(
            shop.worker(ScriptedRenderer { _, _, _ in ["clip"] }, assets: FullAssetStore()), until: \.state.isFinal,
            of: job)
        #expect(done.state == .failed && done.message == "Internal failure.")
        #expect(try await shop.credits() == (Credits(1000), Credits.zero))
    }

    @Test("a job that was settled meanwhile is not settled again, and its late results go") func doubleSettle()
        async throws
    {
        let shop = try await Workshop()
        let job = try await shop.submit()
        let renderer = ScriptedRenderer { _, _, _ in
            // Cancelled by its owner while the worker is at its last step.
            _ = try await shop.studio.cancel(job.id)
            return ["clip"]
        }
        try await shop.run(shop.worker(renderer), until: \.state.isFinal, of: job)
        #expect(try await shop.job(job.id)?.state == .cancelled)
        #expect(try await shop.assets.all().isEmpty)
        #expect(try await shop.credits() == (Credits(1000), Credits.zero))
    }

    @Test("a job that is too big for the machine fails with the figures") func tooBig() async throws {
        let shop = try await Workshop()
        let job = try await shop.submit()
        var renderer = ScriptedRenderer { _, _, _ in ["clip"] }
        renderer.memory = 8_000_000_000
        let done = try await shop.run(
            shop.worker(renderer, freeMemory: 2_500_000_000), until: \.state.isFinal, of: job)
        #expect(done.message.contains("8.0 GB") && done.message.contains("2.5 GB"))
    }

    @Test("two workers share the jobs, each made once") func shares() async throws {
        let shop = try await Workshop()
        var jobs: [Job] = []
        for _ in 0..<6 { jobs.append(try await shop.submit()) }
        let made = Mutex(0)
        let renderer = ScriptedRenderer { _, _, _ in
            made.withLock { $0 += 1 }
            try await Task.sleep(for: .milliseconds(10))
            return ["clip"]
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["ann", "bob"] { group.addTask { try await shop.worker(renderer, name: name).run() } }
            for job in jobs { _ = try await shop.wait(until: { $0.state == .succeeded }, of: job) }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(made.withLock { $0 } == 6)
        #expect(try await shop.assets.all().count == 6)
    }
}
