import Foundation
import StudioDomain

/// The form that `POST /v1/videos` takes, as multipart/form-data, which all such servers read.
struct VideoForm {
    private let fields: [(name: String, value: String)]
    private let firstFrame: Data?
    private let seed: UInt64?

    /// - Throws: `RenderFailure` for an order that such servers cannot make.
    init(_ order: Order, model: String?, inputs: [URL]) throws {
        switch order.task {
        case .textToVideo: firstFrame = nil
        case .imageToVideo where order.inputs.map(\.role) == [.firstFrame]: firstFrame = try Data(contentsOf: inputs[0])
        default: throw RenderFailure("The rendering server makes clips from words or from a first frame alone.")
        }
        var fields = [("prompt", order.prompt)]
        if !order.negativePrompt.isEmpty { fields.append(("negative_prompt", order.negativePrompt)) }
        if let model { fields.append(("model", model)) }
        if let seconds = order.seconds { fields.append(("seconds", String(Int(seconds.rounded(.up))))) }
        if let size = Self.size(order) { fields.append(("size", size)) }
        self.fields = fields
        seed = order.seed
    }

    /// - Parameter number: which of the order's results; seeds count up.
    func body(number: Int) -> (type: String, body: Data) {
        let boundary = "kinora-\(UUID().uuidString)"
        var body = Data()
        func add(_ head: String, _ content: Data) {
            body += Data("--\(boundary)\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8) + content
            body += Data("\r\n".utf8)
        }
        for field in fields { add("name=\"\(field.name)\"", Data(field.value.utf8)) }
        if let seed { add("name=\"seed\"", Data(String(seed &+ UInt64(number)).utf8)) }
        if let firstFrame {
            let isPNG = firstFrame.starts(with: [0x89, 0x50, 0x4E, 0x47])
            let type = isPNG ? "png" : "jpeg"
            add("name=\"input_reference\"; filename=\"frame.\(type)\"\r\nContent-Type: image/\(type)", firstFrame)
        }
        body += Data("--\(boundary)--\r\n".utf8)
        return ("multipart/form-data; boundary=\(boundary)", body)
    }

    /// The shorter side as the resolution has it, 480 without one, in steps of 16.
    private static func size(_ order: Order) -> String? {
        guard let ratio = order.aspectRatio else { return nil }
        let shorter: Int
        switch order.resolution {
        case .p720: shorter = 720
        case .p1080: shorter = 1088
        case .p2160: shorter = 2160
        case nil, .square1k, .square2k, .square4k: shorter = 480
        }
        let longer = (Double(shorter) * Double(max(ratio.width, ratio.height)) / Double(min(ratio.width, ratio.height)))
        let rounded = Int((longer / 16).rounded()) * 16
        return ratio.width >= ratio.height ? "\(rounded)x\(shorter)" : "\(shorter)x\(rounded)"
    }
}
