import Foundation

/// What a clip is written as.
public enum ClipFormat: Sendable, Hashable, CaseIterable {
    /// H.264 in an mp4, for browsers.
    case mp4
    case gif
    /// Animated WebP, or a still where there is one frame.
    case webp
    /// One picture.
    case png
    /// A folder of pictures named `00000.png`, `00001.png`, ...
    case pngFolder

    /// Decides from the name alone, or, for an existing folder, from what is there.
    ///
    /// A name that ends in "/" is a folder; otherwise the extension says, in either case.
    public init(outputPath path: String) throws {
        let name = URL(fileURLWithPath: path).lastPathComponent
        if path.hasSuffix("/") || FileManager.default.isFolder(path) {
            self = .pngFolder
            return
        }
        switch (name as NSString).pathExtension.lowercased() {
        case "mp4": self = .mp4
        case "gif": self = .gif
        case "webp": self = .webp
        case "png": self = .png
        default: throw MediaError.unknownOutput(name: name)
        }
    }
}

extension FileManager {
    func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
