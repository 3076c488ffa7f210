import Foundation
import MediaIO

/// Elements kept in a folder, one folder each: `element.json` and the pictures as `1.png`, the frontal one, to `4.png`.
///
/// An element appears complete or not at all, and is never changed: another of the same name has to wait until it is removed.
/// Names decide paths, so every name that comes in is checked before it becomes one.
public struct ElementLibrary: Sendable {
    private let folder: URL

    /// - Parameter folder: made when the first element is added.
    public init(folder: URL) { self.folder = folder }

    public func add(_ element: Element) throws {
        let destination = folder.appending(path: element.name)
        guard !exists(element.name) else { throw ElementError.exists(name: element.name) }
        let workplace = folder.appending(path: ".\(element.name).\(UUID().uuidString.prefix(8)).partial")
        do {
            try FileManager.default.createDirectory(at: workplace, withIntermediateDirectories: true)
        } catch { throw ElementError.cannotWrite(name: element.name) }
        defer { try? FileManager.default.removeItem(at: workplace) }
        for (index, picture) in element.pictures.enumerated() {
            try Self.write(picture, to: workplace.appending(path: "\(index + 1).png"))
        }
        do {
            try Data(ElementRecord(element).json().utf8).write(to: workplace.appending(path: ElementRecord.fileName))
        } catch { throw ElementError.cannotWrite(name: element.name) }
        // Fails where someone else has just added one of this name.
        guard rename(workplace.path, destination.path) == 0 else {
            throw exists(element.name)
                ? ElementError.exists(name: element.name) : ElementError.cannotWrite(name: element.name)
        }
    }

    /// In the order of their names.
    public func names() -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return entries.filter { (try? Element.check(name: $0)) != nil && exists($0) }.sorted()
    }

    public func element(named name: String) throws -> Element {
        let (record, place) = try record(named: name)
        let pictures = try (1...record.pictures).map { number in
            do {
                return try ClipReader.firstPicture(of: place.appending(path: "\(number).png"))
            } catch is MediaError { throw ElementError.damaged(name: record.name) }
        }
        return try Element(name: record.name, description: record.description, pictures: pictures)
    }

    /// What can be said of an element without reading its pictures.
    public func summary(named name: String) throws -> (description: String, pictures: Int) {
        let record = try record(named: name).record
        return (record.description, record.pictures)
    }

    public func remove(named name: String) throws {
        let name = try checked(name)
        do {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        } catch { throw ElementError.cannotWrite(name: name) }
    }

    private func record(named name: String) throws -> (record: ElementRecord, place: URL) {
        let name = try checked(name)
        let place = folder.appending(path: name)
        return (try ElementRecord(name: name, in: place), place)
    }

    /// The name as it is written on the disk, if there is such an element.
    private func checked(_ name: String) throws(ElementError) -> String {
        try Element.check(name: name)
        let name = name.precomposedStringWithCanonicalMapping
        guard exists(name) else { throw .missing(name: name, known: names()) }
        return name
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(
            atPath: folder.appending(path: name).appending(path: ElementRecord.fileName).path)
    }

    private static func write(_ picture: Picture, to url: URL) throws {
        let writer = try ClipWriter(
            to: url, format: .png, width: picture.width, height: picture.height, framesPerSecond: FrameRate(1),
            metadata: nil)
        try writer.append(picture)
        try writer.finish()
    }
}
