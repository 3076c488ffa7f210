import CFFmpeg

/// A negative status of an FFmpeg library; the boundary turns it into a `MediaError` that names the file.
struct LibAVFailure: Error {
    let code: Int32

    /// The library's words, such as "No space left on device".
    var reason: String {
        var text = [CChar](repeating: 0, count: 256)
        av_strerror(code, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

enum LibAV {
    /// The libraries write to standard error of their own accord; evaluated once before anything of theirs is used.
    static let silenced: Void = av_log_set_level(AV_LOG_QUIET)

    /// Throws where a status is negative, else hands it on.
    @discardableResult static func check(_ status: Int32) throws -> Int32 {
        guard status >= 0 else { throw LibAVFailure(code: status) }
        return status
    }

    /// The object that an allocating function gave, or out of memory.
    static func allocated<T>(_ pointer: UnsafeMutablePointer<T>?) throws -> UnsafeMutablePointer<T> {
        guard let pointer else { throw LibAVFailure(code: -ENOMEM) }
        return pointer
    }

    /// Calls `body` with the options as a dictionary. An option that nobody took is a misspelling in our own source.
    static func withOptions<R>(
        _ options: [String: String], _ body: (UnsafeMutablePointer<OpaquePointer?>) throws -> R
    ) rethrows -> R {
        var dictionary: OpaquePointer?
        defer { av_dict_free(&dictionary) }
        for (key, value) in options { av_dict_set(&dictionary, key, value, 0) }
        let result = try body(&dictionary)
        assert(av_dict_count(dictionary) == 0, "an option of \(options.keys) is unknown to the library")
        return result
    }
}
