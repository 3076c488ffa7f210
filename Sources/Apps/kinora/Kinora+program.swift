import Foundation

extension Kinora {
    /// Where this program lies, for starting it again.
    static var program: String {
        Bundle.main.executableURL?.resolvingSymlinksInPath().path ?? CommandLine.arguments[0]
    }
}
