import Foundation
import JSONLogging
import Logging

/// The service's log: one JSON object a line, on standard error.
enum ServiceLog {
    /// Sets it up for the whole process; to be called once.
    static func start(_ settings: ServiceSettings) -> Logger {
        let level = Logger.Level(rawValue: settings.logLevel) ?? .info
        LoggingSystem.bootstrap { label in
            var handler = JSONLogHandler(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "kinora")
    }
}

/// Words for a person who looks at the terminal, beside the log.
enum Terminal {
    static func say(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }
}
