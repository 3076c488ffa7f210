import ArgumentParser
import Foundation

@main struct Kinora: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kinora", abstract: "Makes clips and pictures from words, pictures and clips.",
        version: Kinora.version,
        subcommands: [
            GenerateCommand.self, ImageCommand.self, ExtendCommand.self, EditCommand.self, ExpandCommand.self,
            RestyleCommand.self, SelectCommand.self, ElementCommand.self,
            InspectCommand.self,
            QuantizeCommand.self, ServeCommand.self, WorkerCommand.self, KeysCommand.self, AccountsCommand.self,
            JobsCommand.self, BackupCommand.self, SelectorCommand.self,
        ])

    static let version = "0.1.0"

    static func main() async {
        // Whoever reads our output may leave, as `head` does: then writing fails, and files are still cleaned up.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard let status = ExitStatus(error) else { exit(withError: error) }
            if status != .interrupted {
                try? FileHandle.standardError.write(contentsOf: Data("kinora: \("\(error)".printable)\n".utf8))
            }
            Foundation.exit(status.rawValue)
        }
    }
}

extension String {
    /// Without control characters: words from files of unknown origin must not steer the terminal.
    fileprivate var printable: String {
        String(
            String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 })
        )
    }
}
