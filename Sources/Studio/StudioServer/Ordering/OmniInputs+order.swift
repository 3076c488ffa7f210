import StudioAPI
import StudioDomain

extension OmniInputs {
    /// What is to be made of them and a prompt.
    var task: OrderTask {
        if baseVideo != nil { return .restyleVideo(style: nil) }
        if firstFrame != nil { return .imageToVideo }
        return pictures.isEmpty && elements.isEmpty && featureVideo == nil ? .textToVideo : .referencesToVideo
    }
}

extension OrderDesk {
    /// Seconds that an edited clip is billed for: its length is known only when it is fetched.
    static let billedSecondsOfEdit = 5.0

    /// A clip, then pictures in the order in which a prompt counts them, then elements.
    /// - Throws: `APIError`.
    mutating func omniInputs(_ given: OmniInputs) async throws -> [OrderInput] {
        var inputs: [OrderInput] = []
        if let clip = given.baseVideo ?? given.featureVideo {
            inputs.append(OrderInput(role: .clip, source: .remote(clip)))
        }
        for picture in given.pictures {
            switch picture.role {
            case .firstFrame: inputs.append(try self.picture(picture.media, as: .firstFrame))
            case .lastFrame: inputs.append(try self.picture(picture.media, as: .lastFrame, rules: .anyShape))
            case .reference: inputs.append(try self.picture(picture.media, as: .reference))
            }
        }
        return inputs + (try await elements(given.elements))
    }
}
