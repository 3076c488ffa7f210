extension WindowedClip {
    /// What a control branch is shown of a clip that is to be restyled.
    public enum RestyleControl: String, Sendable, Codable {
        /// The clip as it is: of a model that was trained on pairs of plain and styled clips.
        case clip
        /// Its brightness: released VACE models were trained to colour grey clips, and so keep shapes and choose colours.
        case grey
    }

    /// A clip or picture made anew in another style, frame for frame.
    ///
    /// A model with a control branch is shown the clip; any other begins from it, noised.
    /// - Parameters:
    ///   - request: the clip's size and, in its prompts, the style.
    ///   - strength: 0...1, how far a model without a control branch may go from the clip.
    ///   - control: what one with a control branch is shown.
    public static func restyling(
        _ request: ClipRequest, frames: [InputPicture], strength: Float, control: RestyleControl, window: Int,
        settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        try settings.require(.restyle)
        try check(frames, against: request)
        let everything = InputPicture.filled(255, width: request.width, height: request.height)
        let isGrey = settings.hasControlBranch && control == .grey
        let given = frames.enumerated().map {
            ($0.offset, Given(picture: isGrey ? $0.element.grey : $0.element, mask: everything))
        }
        return whole(
            request, given: Dictionary(uniqueKeysWithValues: given), window: window, settings: settings,
            guideStrength: settings.hasControlBranch ? nil : strength)
    }
}

extension InputPicture {
    /// The brightness of each pixel as grey (ITU-R BT.601, as the grey clips of VACE were made with OpenCV).
    var grey: InputPicture {
        var grey = [UInt8](repeating: 0, count: bytes.count)
        for pixel in stride(from: 0, to: bytes.count, by: 3) {
            let (red, green, blue) = (Int(bytes[pixel]), Int(bytes[pixel + 1]), Int(bytes[pixel + 2]))
            let brightness = UInt8((red * 299 + green * 587 + blue * 114 + 500) / 1000)
            for channel in 0..<3 { grey[pixel + channel] = brightness }
        }
        return InputPicture(width: width, height: height, bytes: grey)
    }
}
