import Foundation
import StudioDomain

/// What a model is told of a clip that is changed.
///
/// Models are told what a clip shows, and would draw the dog of "delete the dog". Clients of the API tell what to do, in the
/// sentences that it recommends; of those the words for what comes are taken. Other prompts are taken for what the clip shows
/// afterwards, and stay as they are.
///
///     Using the context of <<<video_1>>>, seamlessly add [x] from <<<image_1>>>      x
///     swap [x] from <<<image_1>>> for [y] from <<<video_1>>>                         x
///     Delete [y] from <<<video_1>>>                                                  nothing
///
/// - Source: the sentences that the API's documentation recommends, in English and Chinese.
struct EditWording {
    let edit: OrderTask.Edit

    func words(of prompt: String) -> String {
        // Two brackets mean the same as three.
        let sentence = prompt.replacing("<<<", with: "<<").replacing(">>>", with: ">>")
        guard sentence.contains("<<video_1>>") else { return prompt }
        return switch edit {
        case .addition: Self.added(by: sentence) ?? prompt
        case .swap: Self.brought(by: sentence) ?? prompt
        case .removal: Self.removes(sentence) ? "" : prompt
        }
    }

    private static func added(by sentence: String) -> String? {
        if let words = text(in: sentence, from: "add ", to: " from <<image_") { return words }
        guard let thing = text(in: sentence, from: "将<<image_1>>中的", to: "融入<<video_1>>") else { return nil }
        let place = text(in: sentence, from: "融入<<video_1>>的", to: nil)
        return [thing, place].compactMap { $0 }.joined(separator: "，")
    }

    private static func brought(by sentence: String) -> String? {
        text(in: sentence, from: "swap ", to: " from <<image_1>> for ")
            ?? text(in: sentence, from: "使用<<image_1>>中的", to: "替换<<video_1>>中的")
    }

    private static func removes(_ sentence: String) -> Bool {
        ["delete ", "remove ", "erase "].contains { text(in: sentence, from: $0, to: " from <<video_1>>") != nil }
            || ["删除", "移除", "去掉", "去除"].contains { text(in: sentence, from: "\($0)<<video_1>>中的", to: nil) != nil }
    }

    /// What stands between two pieces of text, or after the first, without the marks around it; nothing where that is not so.
    private static func text(in sentence: String, from start: String, to end: String?) -> String? {
        guard let first = sentence.range(of: start, options: .caseInsensitive) else { return nil }
        let rest = sentence[first.upperBound...]
        var last = rest.endIndex
        if let end {
            guard let found = rest.range(of: end, options: .caseInsensitive) else { return nil }
            last = found.lowerBound
        }
        let marks = CharacterSet.whitespaces.union(CharacterSet(charactersIn: "[]【】,，.。"))
        let words = rest[..<last].trimmingCharacters(in: marks)
        return words.isEmpty ? nil : words
    }
}
