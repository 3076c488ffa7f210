import CFFmpeg
import Foundation

@testable import MediaIO

/// Large and empty PNGs, small on the disk.
enum LargePNG {
    /// 16 bits a channel, all of it transparent.
    static func write(width: Int, height: Int, to url: URL) throws {
        let encoder = try FrameEncoder(
            named: "png", width: width, height: height, format: AV_PIX_FMT_RGBA64BE,
            timeBase: AVRational(num: 1, den: 1), options: ["compression_level": "1"])
        let frame = try VideoFrame(width: width, height: height, format: AV_PIX_FMT_RGBA64BE)
        for y in 0..<height { memset(frame.row(y), 0, width * 8) }
        var data = Data()
        let take = { (packet: UnsafeMutablePointer<AVPacket>) in
            data.append(packet.pointee.data, count: Int(packet.pointee.size))
        }
        try encoder.encode(frame, emit: take)
        try encoder.finish(emit: take)
        try data.write(to: url)
    }

    /// From here on allocations fail where this process, without what is mapped from files, grows by more.
    static func capPrivateMemory(at bytes: Int) throws {
        let lines = try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
        let used = lines.first { $0.hasPrefix("VmData:") }.flatMap { line in Int(line.filter(\.isNumber)) } ?? 0
        var limit = rlimit(rlim_cur: rlim_t(used * 1024 + bytes), rlim_max: rlim_t(used * 1024 + bytes))
        guard setrlimit(__rlimit_resource_t(2), &limit) == 0 else { throw LibAVFailure(code: -EINVAL) }
    }
}
