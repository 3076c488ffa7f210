import ArgumentParser
import Foundation
import VideoPipelines

/// A LoRA written `FILE[=strength][@high|@low]`.
///
/// A name may itself have "=" and "@": only a number behind the last "=", and only these two words behind the last "@", are
/// taken for something else.
struct LoRAArgument: ExpressibleByArgument {
    let overlay: LoRAOverlay

    init?(argument: String) {
        var rest = Substring(argument)
        var (strength, expert) = (Float(1), nil as LoRAOverlay.Expert?)
        if let mark = rest.lastIndex(of: "@"),
            let word = LoRAOverlay.Expert(rawValue: String(rest[mark...].dropFirst()))
        {
            expert = word
            rest = rest[..<mark]
        }
        if let mark = rest.lastIndex(of: "="), let number = Float(rest[mark...].dropFirst()) {
            strength = number
            rest = rest[..<mark]
        }
        // What stands behind the name and was not understood is a slip, not a name.
        guard !rest.isEmpty, !rest.contains(".safetensors="), !rest.contains(".safetensors@") else { return nil }
        overlay = LoRAOverlay(file: URL(filePath: String(rest)), strength: strength, expert: expert)
    }
}
