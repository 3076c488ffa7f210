import CZlib

/// Bytes as gzip has them.
///
/// - Source: RFC 1952, by zlib.
enum Gzip {
    /// As small as it can make them.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        precondition(kinora_begin_gzip(&stream) == Z_OK, "zlib cannot begin")
        defer { deflateEnd(&stream) }
        var bytes = bytes
        var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let count = bytes.withUnsafeMutableBufferPointer { input in
            result.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let status = deflate(&stream, Z_FINISH)
                precondition(status == Z_STREAM_END, "a bound of zlib does not hold")
                return Int(stream.total_out)
            }
        }
        return Array(result[..<count])
    }
}
