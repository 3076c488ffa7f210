import Foundation
import StudioDomain

/// What selecting needs beside the rest of the server.
public struct SelectionParts: Sendable {
    public let selector: any ObjectSelecting
    /// Brings clips that are named by a URL.
    public let fetcher: any InputFetcher
    let folders: SelectionFolders
    let slots: SelectionSlots

    /// - Parameters:
    ///   - workplace: a folder for the files of one call each, which several servers may share.
    ///   - atOnce: calls that work at one time; a few more wait for them.
    public init(
        selector: any ObjectSelecting, fetcher: any InputFetcher, workplace: URL, atOnce: Int = 2
    ) {
        self.selector = selector
        self.fetcher = fetcher
        folders = SelectionFolders(workplace: workplace)
        slots = SelectionSlots(atOnce: atOnce)
    }
}
