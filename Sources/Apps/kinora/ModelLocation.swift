import ClipProduction
import Foundation

/// Finds a model by the name of its folder, or takes a folder as it is.
enum ModelLocation {
    static let standardName = "toybox"

    /// - Throws: `InputError` when there is no such model; it lists the names that there are.
    static func folder(for model: String) throws(InputError) -> URL {
        if model.contains("/") || ModelLibrary.isModel(URL(filePath: model)) {
            guard ModelLibrary.isModel(URL(filePath: model)) else {
                throw InputError("There is no model in \(model): a model folder holds a model_index.json.")
            }
            return URL(filePath: model)
        }
        let library = ModelLibrary.installed
        if let folder = library.folder(named: model) { return folder }
        let names = library.names
        let known = names.isEmpty ? "no models are installed" : "installed are \(names.joined(separator: ", "))"
        throw InputError("There is no model named \(model); \(known).")
    }
}
