import ArgumentParser
import ClipProduction
import ElementLibrary
import Foundation
import MediaIO

struct ElementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "element", abstract: "Keep subjects that are used again and again.",
        discussion: """
            kinora element add robot --image front.png --image side.png --description "a small red robot"
            kinora generate "<<<element_1>>> waves in the snow" --element robot
            kinora element list

            An element has a frontal picture, up to three more views, and the words that stand for it in a prompt. The library \
            is elements in $KINORA_HOME, or ~/.local/share/kinora/elements.
            """,
        subcommands: [Add.self, List.self, Show.self, Remove.self])

    /// The person's own library.
    static var library: ElementLibrary {
        let home =
            ProcessInfo.processInfo.environment["KINORA_HOME"].map { URL(filePath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share/kinora")
        return ElementLibrary(folder: home.appending(path: "elements"))
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a new element.",
            discussion:
                #"kinora element add robot --image front.png --image side.png --description "a small red robot""#)

        @Argument(help: "1 to 20 letters, digits, - and _.")
        var name: String

        @Option(help: ArgumentHelp("Its picture from the front; again for up to three more views.", valueName: "file"))
        var image: [String]

        @Option(help: "What it is, in up to 100 characters that can stand in a sentence.")
        var description: String

        func run() throws {
            let pictures = try image.map { try ClipReader.firstPicture(of: URL(filePath: $0)) }
            let element = try Element(name: name, description: description, pictures: pictures)
            try ElementCommand.library.add(element)
            print("\(element.name)  (\(ElementSummary.count(pictures.count)))")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say which elements there are.")

        @Flag(help: "Print one JSON object for each element.")
        var json = false

        func run() throws {
            let library = ElementCommand.library
            for name in library.names() {
                // One that is damaged must not hide the others.
                do {
                    let summary = try ElementSummary(name, in: library)
                    print(json ? try summary.jsonLine() : summary.sentence)
                } catch let error as ElementError {
                    try? FileHandle.standardError.write(contentsOf: Data("kinora: \(error)\n".utf8))
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what an element is.")

        @Argument(help: "The element's name.")
        var name: String

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            let element = try ElementCommand.library.element(named: name)
            let summary = ElementSummary(element)
            print(json ? try summary.jsonLine() : summary.sentence)
            guard !json else { return }
            for (index, picture) in element.pictures.enumerated() {
                print("  \(index == 0 ? "front" : "view \(index)")  \(picture.width)x\(picture.height)")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget an element.")

        @Argument(help: "The element's name.")
        var name: String

        func run() throws { try ElementCommand.library.remove(named: name) }
    }
}

/// What is printed about an element.
private struct ElementSummary: Encodable {
    let name: String
    let description: String
    let pictures: Int

    init(_ element: Element) {
        (name, description, pictures) = (element.name, element.description, element.pictures.count)
    }

    init(_ name: String, in library: ElementLibrary) throws {
        self.name = name
        (description, pictures) = try library.summary(named: name)
    }

    var sentence: String { "\(name)  \(description)  (\(Self.count(pictures)))" }

    static func count(_ pictures: Int) -> String { pictures == 1 ? "1 picture" : "\(pictures) pictures" }
}
