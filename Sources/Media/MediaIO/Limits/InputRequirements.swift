/// What a picture or clip has to be for one use; what is nil or empty is not asked.
public struct InputRequirements: Sendable, Hashable {
    public var kinds: [MediaKind] = []
    /// The most bytes.
    public var bytes: Int?
    /// Pixels of each side.
    public var leastSide: Int?
    public var mostSide: Int?
    /// The most pixels, width times height.
    public var mostPixels: Int?
    /// Width over height, within one of these.
    public var aspects: [ClosedRange<Double>] = []
    /// Pixels of the shorter side, one of these: 720 for "720p".
    public var shorterSides: [Int] = []
    /// The length in seconds, within one of these.
    public var seconds: [ClosedRange<Double>] = []
    /// Frames a second, within one of these, 0.1 % allowed: 23.976 counts as 24.
    public var frameRates: [ClosedRange<Double>] = []

    /// Nothing is asked.
    public init() {}

    /// What a file is that it should not be. The description goes on where the file's name ends.
    public enum Breach: Sendable, Hashable, CustomStringConvertible {
        case kind(MediaKind, allowed: [MediaKind])
        case side(width: Int, height: Int, least: Int?, most: Int?)
        case pixels(width: Int, height: Int, most: Int)
        case aspect(width: Int, height: Int, allowed: [ClosedRange<Double>])
        case shorterSide(width: Int, height: Int, allowed: [Int])
        case seconds(Double, allowed: [ClosedRange<Double>])
        case frameRate(Double, allowed: [ClosedRange<Double>])
        case notMoving

        public var description: String {
            switch self {
            case .kind(let kind, let allowed):
                "is \(kind.rawValue): it must be \(Self.list(allowed.map(\.rawValue)))"
            case .side(let width, let height, let least?, let most?):
                "is \(width)x\(height) pixels: its sides must be from \(least) to \(most)"
            case .side(let width, let height, let least?, nil):
                "is \(width)x\(height) pixels: its sides must be at least \(least)"
            case .side(let width, let height, nil, let most):
                "is \(width)x\(height) pixels: its sides must be at most \(most ?? .max)"
            case .pixels(let width, let height, let most):
                "is \(width)x\(height), \(width * height) pixels: it must have at most \(most)"
            case .aspect(let width, let height, let allowed):
                "is \(width)x\(height) pixels: width over height must be \(Self.list(allowed.map(\.words)))"
            case .shorterSide(let width, let height, let allowed):
                "is \(width)x\(height) pixels: its shorter side must be \(Self.list(allowed.map(String.init)))"
            case .seconds(let seconds, let allowed):
                "lasts \(seconds.shortened) seconds: it must last \(Self.list(allowed.map(\.words))) seconds"
            case .frameRate(let rate, let allowed):
                "has \(rate.shortened) frames a second: it must have \(Self.list(allowed.map(\.words)))"
            case .notMoving: "is a picture: a clip is needed"
            }
        }

        private static func list(_ words: [String]) -> String { words.joined(separator: " or ") }
    }

    /// The first thing that is wrong with a file.
    ///
    /// - Parameter kind: nothing for a folder of pictures.
    func breach(kind: MediaKind?, info: ClipInfo) -> Breach? {
        let (width, height) = (info.width, info.height)
        if let kind, !kinds.isEmpty, !kinds.contains(kind) { return .kind(kind, allowed: kinds) }
        if min(width, height) < leastSide ?? 0 || max(width, height) > mostSide ?? .max {
            return .side(width: width, height: height, least: leastSide, most: mostSide)
        }
        if let mostPixels, width * height > mostPixels {
            return .pixels(width: width, height: height, most: mostPixels)
        }
        if !aspects.isEmpty, !aspects.contains(where: { $0.contains(Double(width) / Double(height)) }) {
            return .aspect(width: width, height: height, allowed: aspects)
        }
        if !shorterSides.isEmpty, !shorterSides.contains(min(width, height)) {
            return .shorterSide(width: width, height: height, allowed: shorterSides)
        }
        return breachInTime(info)
    }

    private func breachInTime(_ info: ClipInfo) -> Breach? {
        if !seconds.isEmpty {
            guard let length = info.duration else { return .notMoving }
            // Times in files are rounded: a millisecond is allowed.
            let isAllowed = seconds.contains { $0.lowerBound - 0.001 <= length && length <= $0.upperBound + 0.001 }
            if !isAllowed { return .seconds(length, allowed: seconds) }
        }
        if !frameRates.isEmpty {
            guard let rate = info.framesPerSecond else { return .notMoving }
            let isAllowed = frameRates.contains { $0.lowerBound * 0.999 <= rate && rate <= $0.upperBound * 1.001 }
            if !isAllowed { return .frameRate(rate, allowed: frameRates) }
        }
        return nil
    }
}

extension ClosedRange<Double> {
    fileprivate var words: String {
        lowerBound == upperBound
            ? lowerBound.shortened
            : "\(lowerBound.shortened) to \(upperBound.shortened)"
    }
}
