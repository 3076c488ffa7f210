import ArgumentParser
import ClipProduction
import Foundation
import MediaIO
import ObjectSelection

struct SelectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select", abstract: "Point at a thing in a clip and get its mask in every frame.",
        discussion: """
            kinora select clip.mp4 --point 0.42,0.6 --output masks/ --preview masks.mp4
            kinora select clip.mp4 --point 0.42,0.6@1.5 --point 0.2,0.8@1.5- --rle masks.json
            kinora edit clip.mp4 "a red fox" --mask masks/

            A point is X,Y: across and down, 0 to 1 from the top left. @T sets it on another frame than the first: T in \
            seconds, or 12f for frame 12, counted from 0. A - at the end says that the place is not part of the thing. At most \
            10 points on each of 10 frames; a frame between two of them takes the mask from the nearer.

            A mask is white on the thing and black elsewhere, black all over where it is not seen.
            """)

    @Argument(help: "A picture, a clip, or a folder of pictures.")
    var clip: String

    @Option(
        name: .customLong("point"),
        help: ArgumentHelp(
            "A place on the thing, or with - at its end beside it; may come several times.", valueName: "x,y[@t][-]"))
    var points: [PointArgument] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Folder for a PNG of each frame's mask, or a .png for that of a picture.", valueName: "folder/"))
    var output: String?

    @Option(
        help: ArgumentHelp("The clip with the thing coloured: .mp4, .gif, .webp, .png or a folder.", valueName: "file"))
    var preview: String?

    @Option(help: ArgumentHelp("The masks as run lengths (JSON), in the form of Kling's rle_mask.", valueName: "file"))
    var rle: String?

    @Flag(help: "Print one JSON object about the selection as the last line of standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if points.isEmpty {
            throw ValidationError("Point at something: --point 0.5,0.5 is the middle of the first frame.")
        }
        let outputs = [output, preview, rle].compactMap { $0.map { URL(filePath: $0).standardizedFileURL } }
        if outputs.isEmpty { throw ValidationError("Say what to write: --output, --preview or --rle.") }
        if Set(outputs).count < outputs.count {
            throw ValidationError("--output, --preview and --rle need names of their own.")
        }
    }

    func run() async throws {
        try await cancellableBySignals { try select() }
    }

    private func select() throws {
        let progress = ProgressDisplay(isQuiet: quiet)
        defer { progress.clear() }
        let masks = try output.map { try maskFormat($0) }
        if let preview { _ = try ClipFormat(outputPath: preview) }
        let clip = try SelectionClip(URL(filePath: clip), progress: progress)
        var session = SelectionSession(frameCount: clip.selector.frameCount)
        for point in points {
            let (frame, place) = try point.place(in: clip)
            try session.add([place], to: frame)
        }
        if masks == .png, clip.selector.frameCount > 1 {
            throw InputError("This is a clip: its masks go into a folder, such as masks/.")
        }
        let track = try clip.selector.track(session) { known in
            try Task.checkCancellation()
            progress.show(tracking: known, of: clip.selector.frameCount)
        }
        if let output, let masks { try SelectionOutput.writeMasks(track, to: output, as: masks) }
        if let rle { try SelectionOutput.writeRunLengths(track, to: rle) }
        if let preview { try SelectionOutput.writePreview(of: clip, track, session, to: preview) }
        progress.clear()
        let record = SelectionRecord(
            output: output, preview: preview, rle: rle, frames: track.frameCount, framesSeen: track.framesWithObject)
        print(json ? try record.jsonLine() : record.sentence)
    }

    private func maskFormat(_ path: String) throws -> ClipFormat {
        let format = try? ClipFormat(outputPath: path)
        guard let format, [.png, .pngFolder].contains(format) else {
            throw InputError("Masks are written as PNGs: name a folder with / at its end, or a .png for a picture.")
        }
        return format
    }
}

/// What `--json` prints.
private struct SelectionRecord: Encodable {
    let output: String?
    let preview: String?
    let rle: String?
    let frames: Int
    /// Frames whose mask is not empty.
    let framesSeen: Int

    var sentence: String {
        let files = [output, preview, rle].compactMap { $0 }.joined(separator: ", ")
        return "\(files)  (seen in \(framesSeen) of \(frames) \(frames == 1 ? "frame" : "frames"))"
    }
}
