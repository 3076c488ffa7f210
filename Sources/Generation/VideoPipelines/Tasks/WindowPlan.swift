/// A clip that is longer than a model makes at once, cut into windows that overlap: each keeps some frames of the one
/// before and makes the others.
public struct WindowPlan: Sendable, Equatable {
    public struct Window: Sendable, Equatable {
        /// Which of the clip's frames it spans. Those outside of the clip fill it up and are thrown away.
        public let frames: Range<Int>
        /// Those of them that are known when its turn comes; empty where nothing is.
        public let known: Range<Int>
        /// Those that it adds to the clip.
        public let new: Range<Int>
    }

    public let windows: [Window]

    /// New frames after the first `known` ones, to `total` in all.
    /// - Parameters:
    ///   - window: frames that the model makes at once.
    ///   - overlap: frames that a window keeps of the one before, as far as there are so many.
    ///   - rules: frame counts that suit the model. As its latents stand for 1, 4, 4, ... frames, the overlap is made 1
    ///     more than a multiple of 4.
    public init(after known: Int, total: Int, window: Int, overlap: Int, rules: SizeRules) {
        precondition(known >= 0 && total > known && overlap < window)
        var (windows, next) = ([Window](), known)
        while next < total {
            let kept = min(next, overlap)
            let shared = kept == 0 ? 0 : (kept - 1) / rules.temporalMultiple * rules.temporalMultiple + 1
            let length = min(window, rules.frames(atLeast: shared + total - next))
            let frames = next - shared..<next - shared + length
            windows.append(
                Window(frames: frames, known: frames.lowerBound..<next, new: next..<min(total, frames.upperBound)))
            next = frames.upperBound
        }
        self.windows = windows
    }

    /// New frames before the last `known` ones, to `total` in all, made from the seam towards the beginning.
    ///
    /// The overlap is a multiple of 4, so that whole latents stand for it.
    public init(before known: Int, total: Int, window: Int, overlap: Int, rules: SizeRules) {
        precondition(known >= 0 && total > known && overlap < window)
        var (windows, end) = ([Window](), total - known)
        while end > 0 {
            let kept = min(total - end, overlap)
            let shared = kept < rules.temporalMultiple ? kept : kept / rules.temporalMultiple * rules.temporalMultiple
            let length = min(window, rules.frames(atLeast: shared + end))
            let frames = end + shared - length..<end + shared
            windows.append(Window(frames: frames, known: end..<frames.upperBound, new: max(0, frames.lowerBound)..<end))
            end = max(0, frames.lowerBound)
        }
        self.windows = windows
    }
}

extension SizeRules {
    /// The smallest frame count that suits the model and is not less than `count`.
    public func frames(atLeast count: Int) -> Int {
        (max(1, count) - 1 + temporalMultiple - 1) / temporalMultiple * temporalMultiple + 1
    }
}
