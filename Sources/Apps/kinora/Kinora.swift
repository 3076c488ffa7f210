import ArgumentParser

@main struct Kinora: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes clips from words, pictures and clips.")
}
