/// Follows an object from frame to frame.
///
/// The mask moves with the optical flow, then its edge is found anew. What comes in front of the object takes its pixels out of
/// the mask, because they came from elsewhere or changed their colour. When less than half of the object is seen, each frame is
/// searched for what it last looked like; until that is found, the mask is what is left of it, or empty when that is less than a
/// twentieth or does not have its colours.
struct MaskTracking {
    private static let seenWell = 0.85
    /// Frames.
    private static let memory = 8
    private static let halfHidden = 0.5
    private static let hidden = 0.05
    /// A rest of which less has the object's colours is a piece of what hides it.
    private static let leastFamiliar = 0.5
    /// A new edge that changes the mask more than this has run away, and the moved mask is kept.
    private static let leastAgreement = 0.75

    private var frame: SelectionFrame
    private(set) var mask: ObjectMask
    private var appearance: Appearance?
    /// Of the frames before, `memory` at most.
    private var recentAreas: [Int] = []

    init(_ mask: ObjectMask, in frame: SelectionFrame) throws(SelectionError) {
        self.frame = frame
        self.mask = mask
        appearance = try Appearance(of: mask, in: frame)
    }

    /// Goes on to a neighbouring frame, later or earlier.
    mutating func move(to next: SelectionFrame) throws(SelectionError) {
        recentAreas = recentAreas.suffix(Self.memory - 1) + [mask.area]
        mask = try refined(OpticalFlow(from: next, to: frame).bringing(mask, of: frame, to: next), on: next)
        frame = next
        guard let appearance else { return }
        if Double(mask.area) < Self.halfHidden * Double(appearance.area) {
            if let found = try appearance.found(in: next) {
                mask = try refined(found, on: next)
            } else if Double(mask.area) < Self.hidden * Double(appearance.area)
                || appearance.familiarShare(of: mask, in: next) < Self.leastFamiliar
            {
                mask = ObjectMask(width: next.width, height: next.height)
            }
        } else if isSeenWell, let current = try Appearance(of: mask, in: next) {
            // It may turn, grow and shrink.
            self.appearance = current
        }
    }

    /// Whether nothing has begun to hide it: what is hidden loses area faster than what goes away.
    private var isSeenWell: Bool { Double(mask.area) >= Self.seenWell * Double(recentAreas.max()!) }

    private func refined(_ moved: ObjectMask, on next: SelectionFrame) throws(SelectionError) -> ObjectMask {
        let refined = try EdgeRefinement(bandShare: 0.05).refined(moved, on: next)
        return refined.intersectionOverUnion(moved) < Self.leastAgreement ? moved : refined
    }
}
