import Foundation

/// A file of the folder `Golden`; `madeBy` in it names the script and the versions.
struct GoldenFile<Case: Decodable>: Decodable {
    let madeBy: String
    let cases: [Case]

    static func cases(of name: String) throws -> [Case] {
        try JSONDecoder().decode(GoldenFile.self, from: Data(contentsOf: goldenFile(name + ".json"))).cases
    }
}

func goldenFile(_ name: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Golden").appendingPathComponent(name)
}
