import Foundation
import StudioAPI
import StudioDomain

extension OpenAIVideoBody: OrderableBody {
    var externalTaskID: String? { nil }
    var callbackURL: URL? { nil }

    func draft(at desk: inout OrderDesk) throws -> Draft {
        let tariff = Tariff(
            model: try desk.parts.settings.openAIModel(named: model), tier: Tariff.Tier(resolution: size.resolution))
        let inputs = try reference.map { [try desk.picture($0, as: .firstFrame, rules: .anyShape)] } ?? []
        return Draft(
            order: Order(
                task: inputs.isEmpty ? .textToVideo : .imageToVideo, prompt: prompt, negativePrompt: negativePrompt,
                inputs: inputs,
                aspectRatio: inputs.isEmpty ? AspectRatio(size.aspectRatio) : nil,
                resolution: desk.resolution(of: tariff), seconds: Double(seconds), seed: seed),
            tariff: tariff, price: try desk.price(ofVideo: tariff, seconds: Double(seconds)))
    }
}

extension ServerSettings {
    /// The model of Kling's API that one of OpenAI's stands for; those of Kling's API are taken, too.
    /// - Throws: `APIError` for one that there is not.
    fileprivate func openAIModel(named name: String?) throws(APIError) -> String {
        guard let name else { return standardOpenAIModel }
        if let model = openAIModels[name] { return model }
        guard ModelNames.textToVideo.contains(name) else { throw .modelUnknown(name) }
        return name
    }
}
