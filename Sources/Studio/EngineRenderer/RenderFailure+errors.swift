import MediaIO
import StudioDomain
import VideoEngine
import VideoPipelines

extension RenderFailure {
    /// An error of the engine as its owner may read it; one that is not about what was ordered stays as it is.
    static func translated(_ error: any Error) -> any Error {
        switch error {
        case let error as EngineError:
            switch error {
            case .unsuitableRequest(let sentence), .numericalFailure(let sentence): RenderFailure(sentence)
            case .notEnoughMemory: RenderFailure(error.description)
            case .interrupted: CancellationError()
            // The model folder is the operator's.
            case .unusableModel: error
            }
        case let error as PipelineError:
            switch error {
            case .unsuitableInput, .unsuitableSize, .outOfRange: RenderFailure(error.description)
            default: error
            }
        case let error as PromptReferenceError: RenderFailure(error.description)
        case let error as MediaError:
            switch error {
            case .unknownOutput, .cannotWrite, .encoderMissing, .folderNotEmpty, .noFrames: error
            default: RenderFailure(error.description)
            }
        default: error
        }
    }

    static func translating<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch { throw translated(error) }
    }
}
