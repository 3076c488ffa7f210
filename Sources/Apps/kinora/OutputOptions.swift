import ArgumentParser
import Foundation
import MediaIO

/// Where the result goes and what is said about it.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the result goes: .mp4, .gif, .webp, .png (one frame), or a folder of PNGs when it ends in /.",
            valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Make the result larger: 720p, 1080p (its shorter side), or the size that it has to fit into.",
            valueName: "size"))
    var upscale: UpscaleSize?

    @Flag(help: "Print one JSON object about each result as the last line of standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    /// Where result `number` of `count` goes; without `--output`, a name with the seed.
    func path(number: Int = 1, of count: Int = 1, seed: UInt64, frames: Int) -> String {
        let path = output ?? "kinora-\(seed).\(frames == 1 ? "png" : "mp4")"
        guard count > 1, output != nil else { return path }
        if path.hasSuffix("/") { return "\(path.dropLast())-\(number)/" }
        let url = URL(filePath: path)
        let stem = url.deletingPathExtension().lastPathComponent + "-\(number)"
        let name = url.pathExtension.isEmpty ? stem : "\(stem).\(url.pathExtension)"
        return url.deletingLastPathComponent().appending(path: name).relativePath
    }
}

extension UpscaleSize: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
