import Foundation

/// What stands behind a name: a folder, or a file of a kind that is read.
enum OpenedMedia {
    case folder(FolderSource)
    case file(InputFile, MediaKind)

    init(_ url: URL, limits: ReadLimits) throws {
        let deadline = ContinuousClock.now + limits.wallTime
        if FileManager.default.isFolder(url.path) {
            self = .folder(try FolderSource(url, limits: limits, deadline: deadline))
            return
        }
        let file = try InputFile(url, limits: limits, deadline: deadline)
        guard let kind = MediaKind(signature: try file.firstBytes(MediaKind.signatureBytes)) else {
            throw MediaError.unknownKind(name: file.name)
        }
        self = .file(file, kind)
    }

    func source(threads: Int) throws -> any FrameSource {
        switch self {
        case .folder(let source): return source
        case .file(let file, let kind):
            return try file.namingFailures {
                switch kind {
                case .png, .jpeg: return StillSource(file, kind: kind)
                case .webp:
                    let layout = try WebPLayout(file)
                    return layout.isAnimated ? try WebPAnimationSource(file, layout) : StillSource(file, kind: kind)
                case .gif, .quickTime, .matroska: return try ContainerSource(file, kind: kind, threads: threads)
                }
            }
        }
    }

    /// Turns failures of the libraries into errors that name the file.
    func namingFailures<R>(_ body: () throws -> R) throws -> R {
        switch self {
        case .folder: try body()
        case .file(let file, _): try file.namingFailures(body)
        }
    }
}

extension InputFile {
    func namingFailures<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch is LibAVFailure {
            try checkDeadline()
            throw MediaError.damaged(name: name)
        }
    }
}
