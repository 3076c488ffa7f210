import Foundation

/// What `element.json` holds.
struct ElementRecord: Codable {
    static let fileName = "element.json"
    private static let version = 1
    /// Far more than any record has.
    private static let mostBytes = 1 << 16

    let version: Int
    let name: String
    let description: String
    /// How many; they are `1.png` and so on.
    let pictures: Int

    init(_ element: Element) {
        version = Self.version
        name = element.name
        description = element.description
        pictures = element.pictures.count
    }

    /// Reads and checks the record of the element in a folder.
    init(name: String, in folder: URL) throws(ElementError) {
        guard let handle = try? FileHandle(forReadingFrom: folder.appending(path: Self.fileName)),
            let data = try? handle.read(upToCount: Self.mostBytes),
            let record = try? JSONDecoder().decode(ElementRecord.self, from: data),
            record.version == Self.version, record.name == name, (1...Element.mostPictures).contains(record.pictures),
            (try? Element.check(description: record.description, name: name)) != nil
        else { throw .damaged(name: name) }
        self = record
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
