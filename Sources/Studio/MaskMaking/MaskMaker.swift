import Foundation
import MediaIO
import ObjectSelection
import StudioDomain

/// Finds what people point at in clips, in this process and on a thread of its own: for a process that does nothing else, since
/// clips from outside are decoded here.
///
/// - Memory: about 4 bytes for each pixel of all frames at 512 pixels on the longer side, 0.3 GB for ten seconds at 60 a second,
///   beside what decoding takes.
public struct MaskMaker: ObjectSelecting {
    private let threads: Int
    private let thread = MaskThread()

    /// - Parameter threads: how many decoders and encoders may use, at least 1.
    public init(threads: Int) { self.threads = threads }

    public func prepare(_ clip: URL, from origin: ClipOrigin, into folder: URL) async throws -> PreparedClip {
        try await onThread { try ClipPreparation(origin: origin, threads: threads).prepare(clip, into: folder) }
    }

    public func mask(of points: [MarkedPoint], onFrame frame: Int, of clip: URL) async throws -> SelectedMask {
        try await onThread {
            let reader = try reader(of: clip)
            for number in 0..<frame {
                try Task.checkCancellation()
                guard try reader.skip() else {
                    throw RenderFailure(SelectionRefusal.noSuchFrame(frame, of: number).description)
                }
            }
            guard let picture = try reader.next()?.picture else {
                throw RenderFailure(SelectionRefusal.noSuchFrame(frame, of: frame).description)
            }
            return try mask(of: points, on: picture)
        }
    }

    private func mask(of points: [MarkedPoint], on picture: Picture) throws -> SelectedMask {
        var selector = ClipSelector(width: picture.width, height: picture.height)
        try selector.append(SelectionFrame(picture))
        let mask = try selector.mask(of: points.map { try SelectionPoint($0) }, on: 0)
        return SelectedMask(
            width: mask.width, height: mask.height, runs: RunLengthMask(mask).counts, png: try Picture(mask).png())
    }

    public func track(
        _ frames: [MarkedFrame], through clip: URL, isShown: Bool, into folder: URL
    ) async throws -> TrackedClip {
        try await onThread {
            try MaskTrack(frames, through: clip, reader: { try reader(of: clip) }, threads: threads)
                .write(isShown: isShown, into: folder)
        }
    }

    private func reader(of clip: URL) throws -> ClipReader { try ClipReader(clip, threads: threads) }

    private func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(thread) {
            do { return try work() } catch { throw RenderFailure.translated(error) }
        }
    }
}

extension RenderFailure {
    /// What is wrong with a clip, as its owner may read it; anything else stays as it is.
    fileprivate static func translated(_ error: any Error) -> any Error {
        switch error {
        case let error as SelectionError: RenderFailure(error.description)
        case let error as MediaError:
            switch error {
            case .unknownOutput, .cannotWrite, .encoderMissing, .folderNotEmpty, .noFrames: error
            default: RenderFailure(error.description)
            }
        default: error
        }
    }
}
