import ElementLibrary
import Foundation
import MediaIO
import ObjectSelection
import VideoEngine
import VideoPipelines

/// What the process ends with, after sysexits.h. Wrong usage (64) is the argument parser's.
enum ExitStatus: Int32 {
    case badInput = 65
    case internalFailure = 70
    case notEnoughMemory = 75
    case interrupted = 130

    /// nil for errors of the argument parser, which knows its own statuses.
    init?(_ error: any Error) {
        switch error {
        case let error as EngineError:
            switch error {
            case .unusableModel, .unsuitableRequest, .numericalFailure: self = .badInput
            case .notEnoughMemory: self = .notEnoughMemory
            case .interrupted: self = .interrupted
            }
        case SelectionError.outOfMemory: self = .notEnoughMemory
        case is InputError, is MediaError, is PipelineError, is PromptReferenceError, is SelectionError,
            is ElementError:
            self = .badInput
        case is CancellationError: self = .interrupted
        default:
            guard !String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") else { return nil }
            self = .internalFailure
        }
    }
}

/// Something the person at the terminal gave that cannot be used.
struct InputError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
