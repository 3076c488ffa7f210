import ArgumentParser
import Foundation
import MaskMaking

/// What the service starts for each look at a clip: reads a `SelectorTask` from standard input and writes a `SelectorAnswer`.
struct SelectorCommand: AsyncParsableCommand {
    static let name = "selector"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    /// Bytes of private memory.
    private static let mostMemory: rlim_t = 1536 << 20
    /// Of the processor, all threads together.
    private static let mostSeconds: rlim_t = 600
    /// Of a file that it writes.
    private static let mostFileBytes: rlim_t = 512 << 20
    /// Less urgent than the service that waits for it, which has others to answer, too.
    private static let niceness: Int32 = 5

    func run() async throws {
        Self.limit(RLIMIT_DATA, to: Self.mostMemory)
        Self.limit(RLIMIT_CPU, to: Self.mostSeconds)
        Self.limit(RLIMIT_FSIZE, to: Self.mostFileBytes)
        // No picture of a client's clip is left behind.
        Self.limit(RLIMIT_CORE, to: 0)
        _ = nice(Self.niceness)
        let question = try FileHandle.standardInput.readToEnd() ?? Data()
        let task = try JSONDecoder().decode(SelectorTask.self, from: question)
        let answer = try await task.answer(by: MaskMaker(threads: try Processor.threads()))
        try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(answer))
    }

    #if os(Linux)
        private static func limit(_ resource: __rlimit_resource, to most: rlim_t) {
            var value = rlimit(rlim_cur: most, rlim_max: most)
            setrlimit(__rlimit_resource_t(resource.rawValue), &value)
        }
    #else
        private static func limit(_ resource: Int32, to most: rlim_t) {
            var value = rlimit(rlim_cur: most, rlim_max: most)
            setrlimit(resource, &value)
        }
    #endif
}
