/// What a picture or clip is used for in Kling's API, each with its own limits.
///
/// - Source: Kling's API reference, as of 2026; sizes in MB are taken as MiB.
public enum KlingInput: String, Sendable, Hashable, CaseIterable {
    /// A picture of the older surface.
    case image
    /// A picture of the newer surface.
    case largeImage
    /// A last frame, for which no aspect ratio is stated.
    case tailImage
    /// A mask of the motion brush; that it is shaped as its picture is checked where both are known.
    case mask
    /// A reference clip of the older omni models.
    case omniVideo
    /// A reference clip of kling-3.0-omni, and of kling-o1.
    case omniVideoV3
    case omniVideoO1
    /// A clip whose motion a character takes over: pointing as in the picture, or as in the clip.
    case motionControlAsImage
    case motionControlAsVideo
    /// A clip in which things are added, replaced or removed.
    case multiElements
    case lipSync
    case videoToAudio
    /// A clip from which an element is made.
    case elementVideo

    public var requirements: InputRequirements {
        var rules = InputRequirements()
        switch self {
        case .image, .largeImage, .tailImage, .mask:
            rules.kinds = [.jpeg, .png]
            rules.bytes = (self == .largeImage ? 50 : 10) << 20
            rules.leastSide = 300
            if self == .image || self == .largeImage { rules.aspects = [1 / 2.5...2.5] }
        case .omniVideo: rules.setClip(mebibytes: 200, seconds: [3...15], sides: 720...2160, rates: [24...60])
        case .omniVideoV3:
            rules.setClip(mebibytes: 200, seconds: [3...15.5], sides: 700...4553, rates: [24...60])
            rules.mostPixels = 8_294_400
            rules.aspects = [0.4...2]
        case .omniVideoO1: rules.setClip(mebibytes: 200, seconds: [3...10], sides: 700...2160, rates: [24...60])
        case .motionControlAsImage: rules.setClip(mebibytes: 100, seconds: [3...10], sides: 340...3850)
        case .motionControlAsVideo: rules.setClip(mebibytes: 100, seconds: [3...30], sides: 340...3850)
        case .multiElements:
            rules.setClip(
                mebibytes: nil, seconds: [2...5, 7...10], sides: 720...2160, rates: [24...24, 30...30, 60...60])
        case .lipSync:
            rules.setClip(mebibytes: 100, seconds: [2...60], sides: 512...2160)
            rules.shorterSides = [720, 1080]
        case .videoToAudio: rules.setClip(mebibytes: 100, seconds: [3...20])
        case .elementVideo:
            rules.setClip(mebibytes: 200, seconds: [3...8])
            rules.shorterSides = [1080]
            // 16:9 or 9:16, half a percent for sides rounded to even numbers.
            rules.aspects = [16 / 9, 9 / 16].map { $0 * 0.995...$0 * 1.005 }
        }
        return rules
    }
}

extension InputRequirements {
    fileprivate mutating func setClip(
        mebibytes: Int?, seconds: [ClosedRange<Double>], sides: ClosedRange<Int>? = nil,
        rates: [ClosedRange<Double>] = []
    ) {
        kinds = [.quickTime]
        bytes = mebibytes.map { $0 << 20 }
        self.seconds = seconds
        leastSide = sides?.lowerBound
        mostSide = sides?.upperBound
        frameRates = rates
    }
}
