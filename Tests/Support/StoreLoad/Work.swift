import Foundation
import StudioDomain

/// Submits, claims, finishes and cancels by chance, without end. Each line that it prints tells of something that the store
/// answered for.
struct Work {
    let store: any StudioStore

    func run() async throws {
        let studio = Studio(store: store)
        let accounts = [try await studio.account(1), try await studio.account(2)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<4 {
                group.addTask {
                    let worker = WorkerID("\(ProcessInfo.processInfo.processIdentifier) \(index)")
                    while true { try await act(on: studio, accounts, worker) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func act(on studio: Studio, _ accounts: [AccountID], _ worker: WorkerID) async throws {
        let job = try await studio.submit(accounts.randomElement()!)
        tell("submitted", job.id)
        if Int.random(in: 0..<4) == 0, try await studio.cancel(job.id) { tell("cancelled", job.id) }
        guard let mine = try await studio.claimNext(for: worker, models: ["toybox"]) else { return }
        switch Int.random(in: 0..<5) {
        case 0: if try await studio.fail(mine.id, by: worker, reason: "no memory") { tell("failed", mine.id) }
        // Left to itself, as by a worker that was killed.
        case 1: break
        default:
            let output = Output(asset: AssetID(number: mine.id.number), seconds: 5)
            if try await studio.succeed(mine.id, by: worker, assets: [], outputs: [output]) {
                tell("succeeded", mine.id)
            }
        }
    }

    private func tell(_ what: String, _ job: JobID) {
        FileHandle.standardOutput.write(Data("\(what) \(job)\n".utf8))
    }
}
