import Foundation
import MaskMaking
import StudioDomain
import Subprocess
import SystemPackage

/// Finds what people point at in a process of its own for each call, so that a clip that is meant to harm neither takes the
/// service's memory nor stops it.
struct SelectorProcess: ObjectSelecting {
    /// After so long a call is given up.
    let patience: Duration
    var program = Kinora.program
    /// Of its answer: a mask of the largest frame, twice.
    private static let mostAnswerBytes = 32 << 20

    func prepare(_ clip: URL, from origin: ClipOrigin, into folder: URL) async throws -> PreparedClip {
        guard case .prepared(let prepared) = try await answer(to: .prepare(clip: clip, origin: origin, folder: folder))
        else { throw SelectorProcessError.unreadable }
        return prepared
    }

    func mask(of points: [MarkedPoint], onFrame frame: Int, of clip: URL) async throws -> SelectedMask {
        guard case .mask(let mask) = try await answer(to: .mask(points: points, frame: frame, clip: clip)) else {
            throw SelectorProcessError.unreadable
        }
        return mask
    }

    func track(
        _ frames: [MarkedFrame], through clip: URL, isShown: Bool, into folder: URL
    ) async throws -> TrackedClip {
        guard
            case .tracked(let tracked) = try await answer(
                to: .track(frames: frames, clip: clip, isShown: isShown, folder: folder))
        else { throw SelectorProcessError.unreadable }
        return tracked
    }

    private func answer(to task: SelectorTask) async throws -> SelectorAnswer {
        let question = String(decoding: try JSONEncoder().encode(task), as: UTF8.self)
        let end = try await withThrowingTaskGroup(of: (status: TerminationStatus, said: String?)?.self) { group in
            group.addTask {
                var options = PlatformOptions()
                // A Ctrl-C is for the service, which then ends this.
                options.processGroupID = 0
                options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(200))]
                let end = try await Subprocess.run(
                    .path(FilePath(program)), arguments: [SelectorCommand.name], platformOptions: options,
                    input: .string(question, using: UTF8.self),
                    output: .string(limit: Self.mostAnswerBytes), error: .discarded)
                return (end.terminationStatus, end.standardOutput)
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            // There are two, so one comes.
            return try await group.next()!
        }
        guard let end else {
            throw RenderFailure("The clip takes too long to look through; use a shorter or smaller one.")
        }
        guard end.status.isSuccess, let said = end.said else {
            // Limits of memory and processor time end the process wherever it is.
            if case .exited = end.status { throw SelectorProcessError.failed }
            throw RenderFailure("The clip takes more than this server gives to one; use a shorter or smaller one.")
        }
        let answer = try JSONDecoder().decode(SelectorAnswer.self, from: Data(said.utf8))
        if case .refused(let reason) = answer { throw RenderFailure(reason) }
        return answer
    }
}

enum SelectorProcessError: Error {
    case failed, unreadable
}

/// What the process is asked, as one line of JSON.
enum SelectorTask: Codable, Sendable {
    case prepare(clip: URL, origin: ClipOrigin, folder: URL)
    case mask(points: [MarkedPoint], frame: Int, clip: URL)
    case track(frames: [MarkedFrame], clip: URL, isShown: Bool, folder: URL)

    func answer(by maker: MaskMaker) async throws -> SelectorAnswer {
        do {
            return switch self {
            case .prepare(let clip, let origin, let folder):
                .prepared(try await maker.prepare(clip, from: origin, into: folder))
            case .mask(let points, let frame, let clip):
                .mask(try await maker.mask(of: points, onFrame: frame, of: clip))
            case .track(let frames, let clip, let isShown, let folder):
                .tracked(try await maker.track(frames, through: clip, isShown: isShown, into: folder))
            }
        } catch let failure as RenderFailure {
            return .refused(failure.reason)
        }
    }
}

/// What it answers.
enum SelectorAnswer: Codable, Sendable {
    case prepared(PreparedClip)
    case mask(SelectedMask)
    case tracked(TrackedClip)
    /// With a sentence for the clip's owner.
    case refused(String)
}
