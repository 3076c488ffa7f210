/// How the camera moves, in Kling's vocabulary: one of six axes by -10...10, or one of four preset moves.
///
/// Text-to-video models follow camera moves by their names, so that a move becomes words after the prompt.
public enum CameraMove: Sendable, Equatable {
    public enum Axis: String, CaseIterable, Sendable {
        /// Sideways: left to right.
        case horizontal
        /// Down to up.
        case vertical
        /// Turning about the horizontal axis: down to up.
        case pan
        /// Turning about the vertical axis: left to right.
        case tilt
        /// Turning about the line of sight: counterclockwise to clockwise.
        case roll
        /// Field of view: narrower (closer) to wider.
        case zoom
    }

    public enum Preset: String, CaseIterable, Sendable {
        case downBack = "down_back"
        case forwardUp = "forward_up"
        case rightTurnForward = "right_turn_forward"
        case leftTurnForward = "left_turn_forward"
    }

    case axis(Axis, Double)
    case preset(Preset)

    /// From "zoom=5" or "right_turn_forward".
    /// - Throws: `PipelineError` that names what there is.
    public init(_ text: String) throws(PipelineError) {
        if let preset = Preset(rawValue: text) {
            self = .preset(preset)
            return
        }
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let axis = Axis(rawValue: parts.first ?? "") else {
            throw .unsuitableInput(
                "There is no camera move \(text); there are \(Axis.allCases.map { "\($0.rawValue)=N" }.joined(separator: ", "))"
                    + " with N from -10 to 10, \(Preset.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard parts.count == 2, let amount = Double(parts[1]), (-10...10).contains(amount) else {
            throw .unsuitableInput("Camera \(axis.rawValue) needs a number from -10 to 10, such as \(axis.rawValue)=5.")
        }
        self = .axis(axis, amount)
    }

    /// The words for it; nil for a move by 0.
    public var words: String? {
        switch self {
        case .preset(.downBack): "the camera moves backward and down"
        case .preset(.forwardUp): "the camera moves forward and up"
        case .preset(.rightTurnForward): "the camera moves forward and turns right"
        case .preset(.leftTurnForward): "the camera moves forward and turns left"
        case .axis(let axis, let amount):
            amount == 0 ? nil : "camera \(axis.verb(isPositive: amount > 0))\(Self.pace(abs(amount)))"
        }
    }

    private static func pace(_ amount: Double) -> String {
        amount < 3 ? " slowly" : amount > 7 ? " quickly" : ""
    }
}

extension CameraMove.Axis {
    fileprivate func verb(isPositive: Bool) -> String {
        switch self {
        case .horizontal: isPositive ? "trucks right" : "trucks left"
        case .vertical: isPositive ? "moves up" : "moves down"
        // What Kling calls pan and tilt, film people call tilt and pan.
        case .pan: isPositive ? "tilts up" : "tilts down"
        case .tilt: isPositive ? "pans right" : "pans left"
        case .roll: isPositive ? "rolls clockwise" : "rolls counterclockwise"
        case .zoom: isPositive ? "zooms out" : "zooms in"
        }
    }
}
