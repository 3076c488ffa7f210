import Foundation

/// What stands behind a name: a folder, or a file of a kind that is read.
enum OpenedMedia {
    case folder(FolderSource)
    case file(InputFile, MediaKind)

    init(_ url: URL, limits: InputLimits, over backdrop: Backdrop = .white) throws {
        let deadline = ContinuousClock.now + limits.wallTime
        if FileManager.default.isFolder(url.path) {
            self = .folder(try FolderSource(url, limits: limits, over: backdrop, deadline: deadline))
        } else {
            try self.init(InputFile(url, limits: limits, deadline: deadline))
        }
    }

    init(_ file: InputFile) throws { self = .file(file, try MediaKind(of: file)) }

    /// The kind of file; nothing for a folder.
    var kind: MediaKind? {
        guard case .file(_, let kind) = self else { return nil }
        return kind
    }

    func source(threads: Int, over backdrop: Backdrop) throws -> any FrameSource {
        switch self {
        case .folder(let source): return source
        case .file(let file, let kind):
            return try file.namingFailures {
                switch kind {
                case .png, .jpeg: return StillSource(file, kind: kind, over: backdrop)
                case .webp:
                    let layout = try WebPLayout(file)
                    return layout.isAnimated
                        ? try WebPAnimationSource(file, layout, over: backdrop)
                        : StillSource(file, kind: kind, over: backdrop)
                case .animatedPNG, .avif, .gif, .quickTime, .matroska:
                    return try ContainerSource(file, kind: kind, threads: threads, over: backdrop)
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
        do { return try body() } catch let failure as LibAVFailure {
            try checkDeadline()
            throw failure.code == -ENOMEM
                ? MediaError.tooMuchMemory(name: name, limit: limits.memoryBytes) : MediaError.damaged(name: name)
        }
    }
}
