import Foundation
import Testing

/// A figure of this process in bytes: `VmHWM`, `RssAnon` and the like, see proc(5).
func processStatus(_ name: String) throws -> Int {
    let lines = try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("\(name):") })
    return try #require(Int(line.split(separator: " ").dropLast().last!.drop { !$0.isNumber })) * 1_024
}
