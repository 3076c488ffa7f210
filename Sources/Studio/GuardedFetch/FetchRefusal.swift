/// Why something was not fetched.
///
/// Descriptions are for whoever named the URL and do not tell what the server can reach: a host that is not there, one that is
/// not public and one that does not answer are one case.
public enum FetchRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case unusable
    case unreachable
    case status(Int)
    case tooManyRedirects
    case tooLarge(mostBytes: Int)
    case tooSlow
    case brokenOff
    case compressed

    public var description: String {
        switch self {
        case .unusable:
            "The URL cannot be used: it must be http or https, with a plain host name, without a user name, and with a port "
                + "that is for HTTP."
        case .unreachable: "The URL cannot be fetched: it must name a public web server that answers."
        case .status(let status): "The server that the URL names answered with HTTP status \(status)."
        case .tooManyRedirects: "The URL leads through too many redirects."
        case .tooLarge(let mostBytes):
            "The file that the URL names is larger than \(mostBytes >= 1_000_000 ? "\(mostBytes / 1_000_000) MB" : "\(mostBytes) bytes")."
        case .tooSlow: "The server that the URL names took too long."
        case .brokenOff: "The server that the URL names broke off before the end."
        case .compressed:
            "The server that the URL names sent the file compressed (Content-Encoding), which is not taken."
        }
    }
}
