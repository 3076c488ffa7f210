/// A path of the contract whose task no renderer of this server has. It is answered with 403/1103 and a sentence.
///
/// - Source: the paths in sections 8 and 9 of the wire contract.
public struct UnavailablePath: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// POST creates a task, GET lists tasks, GET with an identifier below it shows one.
        case task
        /// One POST.
        case call
        /// One GET.
        case list
    }

    public let path: String
    public let kind: Kind
    public let what: String

    public var refusal: APIError { .notAvailable(what) }

    public static let all = [
        UnavailablePath(path: "/v1/videos/motion-control", kind: .task, what: "Motion control"),
        UnavailablePath(path: "/v1/videos/lip-sync", kind: .task, what: "Lip-sync"),
        UnavailablePath(path: "/v1/videos/advanced-lip-sync", kind: .task, what: "Lip-sync"),
        UnavailablePath(path: "/v1/videos/identify-face", kind: .call, what: "Face identification"),
        UnavailablePath(path: "/v1/videos/avatar/image2video", kind: .task, what: "Avatar video"),
        UnavailablePath(path: "/v1/videos/image-recognize", kind: .call, what: "Image recognition"),
        UnavailablePath(path: "/v1/images/kolors-virtual-try-on", kind: .task, what: "Virtual try-on"),
        UnavailablePath(path: "/v1/general/ai-multi-shot", kind: .task, what: "Subject completion"),
        UnavailablePath(path: "/v1/audio/text-to-audio", kind: .task, what: "Text to audio"),
        UnavailablePath(path: "/v1/audio/video-to-audio", kind: .task, what: "Video to audio"),
        UnavailablePath(path: "/v1/audio/tts", kind: .call, what: "Text to speech"),
        UnavailablePath(path: "/v1/general/custom-voices", kind: .task, what: "Voice cloning"),
        UnavailablePath(path: "/v1/general/presets-voices", kind: .list, what: "The voice catalogue"),
        UnavailablePath(path: "/v1/general/delete-voices", kind: .call, what: "Voice cloning"),
        UnavailablePath(path: "/motion-control/kling-3.0", kind: .call, what: "Motion control"),
        UnavailablePath(path: "/motion-control/kling-2.6", kind: .call, what: "Motion control"),
    ]
}
