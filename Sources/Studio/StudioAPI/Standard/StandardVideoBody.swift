import Foundation

/// The body of `POST /text-to-video/{model}`, `/image-to-video/{model}` and `/omni-video/{model}`.
///
/// - Source: section 9 of the wire contract.
public struct StandardVideoBody: Sendable, Hashable {
    public let model: StandardModel
    public let callbackURL: URL?
    public let externalTaskID: String?
    public let isWatermarked: Bool
    /// With references as the legacy surface writes them; empty where none was given.
    public let prompt: String
    public let inputs: OmniInputs
    public let voices: [String]
    /// "720p", "1080p" or "4k".
    public let resolution: String
    /// Nothing where a first frame or an edited video decides.
    public let aspectRatio: String?
    /// Nothing where an edited video decides.
    public let seconds: Int?
    public let audio: StandardModel.Audio
    /// What the prompt says of several shots; the model may cut any other clip, too, or leave it whole.
    public let shots: Shots

    /// What a server must be able to make for it.
    public var needs: [Ability] {
        (audio == .off ? [] : [.sound]) + (voices.isEmpty ? [] : [.voices]) + (shots == .one ? [] : [.multiShot])
            + (inputs.featureVideo == nil ? [] : [.featureVideo])
    }

    /// - Throws: `APIError`, whatever is wrong.
    public static func read(fromBody body: Data, for model: StandardModel) throws(APIError) -> StandardVideoBody {
        try StandardVideoBody(StandardFields.read(fromBody: body), for: model)
    }

    /// In the vendor's order: aspect ratio, resolution, audio; then the prompt and the duration or, with `contents`, the other
    /// way round; then what is given with them.
    private init(_ fields: StandardFields, for model: StandardModel) throws(APIError) {
        self.model = model
        callbackURL = fields.common?.callbackURL
        externalTaskID = fields.common?.externalTaskID
        isWatermarked = fields.common?.isWatermarked ?? false
        let settings = fields.settings
        let ratio = try Self.setting("aspect_ratio", settings?.aspectRatio, of: model.aspectRatios)
        resolution = try Self.setting("resolution", settings?.resolution, of: model.resolutions) ?? "720p"
        let audio = try Self.setting("audio", settings?.audio, of: model.audio.map(\.rawValue))
        self.audio = audio.flatMap(StandardModel.Audio.init) ?? .off
        let contents = try StandardContents(fields, for: model)
        inputs = contents.inputs
        voices = contents.voices
        if model.hasContents {
            seconds = try Self.seconds(settings?.duration, contents, model)
            prompt = try contents.checkedPrompt(for: model)
        } else {
            prompt = try contents.checkedPrompt(for: model)
            seconds = try Self.seconds(settings?.duration, contents, model)
        }
        let isShaped = inputs.firstFrame != nil || inputs.baseVideo != nil
        if model.family == .omniVideo, ratio == nil, !isShaped, inputs.featureVideo == nil {
            throw .missing("aspect_ratio")
        }
        aspectRatio = model.aspectRatios.isEmpty || isShaped ? nil : ratio ?? "16:9"
        let mayCut = model.hasShots && settings?.hasShots != false
        shots = try mayCut ? ShotText.read(prompt, seconds: seconds ?? 5) : .one
        try check(hasShots: settings?.hasShots)
    }

    /// A setting that a model does not have is ignored.
    private static func setting(_ name: String, _ value: String?, of choices: [String]) throws(APIError) -> String? {
        guard let value, !choices.isEmpty else { return nil }
        guard choices.contains(value) else { throw .parameter("video \(name) value '\(value.prefix(64))' is invalid") }
        return value
    }

    private static func seconds(_ value: Int64?, _ contents: StandardContents, _ model: StandardModel)
        throws(APIError) -> Int?
    {
        guard contents.inputs.baseVideo == nil else { return nil }
        let isLoneFrame = contents.inputs.isPlain && contents.inputs.firstFrame != nil
        let choices = isLoneFrame ? model.plainDurations ?? model.durations : model.durations
        guard let value else { return 5 }
        guard let seconds = choices.first(where: { Int64($0) == value }) else {
            throw .parameter("video duration value '\(value)' is invalid")
        }
        return seconds
    }

    private func check(hasShots: Bool?) throws(APIError) {
        try inputs.check(mostElementsBetweenFrames: model.mostElementsBetweenFrames)
        if model.family == .imageToVideo, inputs.firstFrame == nil { throw .missing("first_frame") }
        if inputs.lastFrame != nil {
            guard model.tailResolutions.contains(resolution) else {
                throw .parameter("last_frame is not supported with video resolution '\(resolution)'")
            }
            guard model.hasSoundWithTail || audio == .off else {
                throw .parameter("audio is not supported with last_frame")
            }
        }
        if audio == .native {
            guard model.soundResolutions.contains(resolution) else {
                throw .parameter("video audio value 'native' is not supported with video resolution '\(resolution)'")
            }
            guard !inputs.hasVideo else { throw .parameter("sound on is not supported with video input") }
        }
        if inputs.featureVideo != nil {
            guard audio == .off else { throw .parameter("audio is not supported with feature_video") }
            guard hasShots != false || !model.hasShots else {
                throw .parameter("multi_shot must be true with feature_video")
            }
            guard inputs.lastFrame == nil else { throw .parameter("last_frame is not supported with feature_video") }
        }
        guard inputs.baseVideo == nil || hasShots != true else {
            throw .parameter("multi_shot is not supported with base_video")
        }
        guard voices.isEmpty || audio == .native else { throw .parameter("voice needs audio native") }
    }
}
