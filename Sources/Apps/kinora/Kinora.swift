import ArgumentParser
import Foundation

@main struct Kinora: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kinora", abstract: "Makes clips from words.", version: Kinora.version,
        subcommands: [GenerateCommand.self, InspectCommand.self])

    static let version = "0.1.0"

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard let status = ExitStatus(error) else { exit(withError: error) }
            if status != .interrupted { FileHandle.standardError.write(Data("kinora: \(error)\n".utf8)) }
            Foundation.exit(status.rawValue)
        }
    }
}
