import Foundation

/// Brings what a client names by a URL.
public protocol InputFetcher: Sendable {
    /// Into a file that is not there yet.
    /// - Throws: `RenderFailure`, with a sentence that does not tell what the server can reach.
    func fetch(_ url: URL, to file: URL, mostBytes: Int) async throws
}
