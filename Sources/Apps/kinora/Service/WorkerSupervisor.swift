import Foundation
import Logging
import ServiceLifecycle
import Subprocess
import SystemPackage

/// Keeps a worker process running: starts it, and starts it again when it ends, so that neither a crash nor a lack of memory
/// in there touches the service.
struct WorkerSupervisor: Service {
    /// What the worker is started with, after the program's own path.
    let arguments: [String]
    let logger: Logger

    /// The first pause before another start, doubled with each that does not last, up to the longest.
    private static let firstPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(60)
    /// A worker that ran for so long counts as well.
    private static let lasting = Duration.seconds(60)
    /// How long a worker that is told to stop may take.
    private static let patience = Duration.seconds(130)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var pause = Self.firstPause
            while !Task.isCancelled {
                let began = ContinuousClock.now
                let end = try await runOnce()
                try Task.checkCancellation()
                if ContinuousClock.now - began > Self.lasting { pause = Self.firstPause }
                logger.error("the worker ended and is started anew", metadata: ["end": "\(end)", "pause": "\(pause)"])
                try await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private func runOnce() async throws -> TerminationStatus {
        var options = PlatformOptions()
        // A Ctrl-C is for the service, which then tells the worker.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.patience)]
        return try await Subprocess.run(
            .path(FilePath(Kinora.program)), arguments: Arguments(arguments), platformOptions: options,
            output: .currentStandardOutput, error: .currentStandardError
        ).terminationStatus
    }
}
