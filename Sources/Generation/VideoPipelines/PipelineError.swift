/// Why a pipeline cannot be used or had to stop.
public enum PipelineError: Error, Equatable, CustomStringConvertible {
    case unsupportedPipeline(className: String)
    case missingComponent(String)
    case contradiction(String)
    case unsuitableSize(name: String, value: Int, multiple: Int, nearest: [Int])
    case outOfRange(name: String, value: String, allowed: String)
    case unsuitableInput(String)
    case tokenOutOfVocabulary(size: Int)
    case notFinite(stage: String)

    public var description: String {
        switch self {
        case .unsupportedPipeline(let name):
            "This model is for the pipeline \(name), which Kinora cannot run; "
                + "it runs WanPipeline, WanImageToVideoPipeline and WanVACEPipeline."
        case .missingComponent(let name):
            "The model folder has no component \(name)."
        case .contradiction(let text):
            "The model's parts do not fit together: \(text)."
        case .unsuitableSize(let name, let value, let multiple, let nearest):
            "\(name) \(value) does not suit this model, which needs \(multiple == 1 ? "1 or more" : Self.rule(name, multiple)); "
                + "the nearest are \(nearest.map(String.init).joined(separator: " and "))."
        case .outOfRange(let name, let value, let allowed):
            "\(name) \(value) is out of range; it may be \(allowed)."
        case .unsuitableInput(let sentence):
            sentence
        case .tokenOutOfVocabulary(let size):
            "The tokenizer gives words that the text encoder, with a vocabulary of \(size), does not know."
        case .notFinite(let stage):
            "The numbers became infinite or undefined in stage \(stage), so the clip was given up; the model's weights "
                + "or the guidance scale are the usual cause."
        }
    }

    private static func rule(_ name: String, _ multiple: Int) -> String {
        name == "Frame count" ? "1 more than a multiple of \(multiple)" : "a multiple of \(multiple)"
    }
}
