import Checkpoints
import DiffusionModels
import DiffusionSampling
import TextTokenization
import VideoPipelines

/// Why the engine did not make a clip.
public enum EngineError: Error, Equatable, CustomStringConvertible {
    /// The model folder cannot be used.
    case unusableModel(String)
    /// The request does not suit the model.
    case unsuitableRequest(String)
    /// More memory is needed than there is.
    case notEnoughMemory(neededBytes: Int, availableBytes: Int, detail: String)
    /// A number became NaN or infinite.
    case numericalFailure(String)
    /// The caller cancelled.
    case interrupted

    public var description: String {
        switch self {
        case .unusableModel(let text), .unsuitableRequest(let text), .numericalFailure(let text): text
        case .notEnoughMemory(let needed, let available, let detail):
            "This clip needs about \(needed.asMemory) of memory (\(detail)), but only \(available.asMemory) are free; "
                + "ask for a smaller size or fewer frames."
        case .interrupted: "Interrupted."
        }
    }

    /// Runs `body` and turns the errors of the layers below into this enum; errors of the caller's own pass through.
    static func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as PipelineError {
            switch error {
            case .notFinite: throw EngineError.numericalFailure(error.description)
            case .unsuitableSize, .outOfRange, .unsuitableInput: throw EngineError.unsuitableRequest(error.description)
            default: throw EngineError.unusableModel(error.description)
            }
        } catch let error as CheckpointError {
            // Checkpoints are also written: tensors that someone asked to keep.
            if case .cannotWrite = error { throw EngineError.unsuitableRequest(error.description) }
            throw EngineError.unusableModel(error.description)
        } catch let error as ModelConfigurationError {
            throw EngineError.unusableModel(error.description)
        } catch let error as TokenizationError {
            throw EngineError.unusableModel(error.description)
        } catch let error as SamplingError {
            switch error {
            case .stepsOutOfRange, .shiftOutOfRange: throw EngineError.unsuitableRequest(error.description)
            default: throw EngineError.unusableModel(error.description)
            }
        } catch is CancellationError {
            throw EngineError.interrupted
        }
    }
}

extension Int {
    /// Bytes as a person reads them, in binary units: "1.4 GiB".
    public var asMemory: String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(self)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let rounded = unit == 0 || value >= 100 ? value.rounded() : (value * 10).rounded() / 10
        let text = rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
        return "\(text) \(units[unit])"
    }
}
