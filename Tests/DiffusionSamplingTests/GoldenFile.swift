import Foundation

/// A file of the folder `Golden`; `madeBy` in it names the script and the versions.
struct GoldenFile<Case: Decodable>: Decodable {
    let madeBy: String
    let cases: [Case]

    static func cases(of name: String) throws -> [Case] {
        let file = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden")!
        return try JSONDecoder().decode(GoldenFile.self, from: Data(contentsOf: file)).cases
    }
}
