import StudioAPI
import StudioDomain

extension ImageToVideoBody: LegacyBody {
    var needs: [Ability] { video.needs }

    func draft(at desk: inout OrderDesk) async throws -> Draft {
        var inputs: [OrderInput] = []
        if let image { inputs.append(try desk.picture(image, as: .firstFrame)) }
        if let tail { inputs.append(try desk.picture(tail, as: .lastFrame, rules: .anyShape)) }
        if let staticMask { inputs.append(try desk.picture(staticMask, as: .staticRegion, rules: .bytesAlone)) }
        for mask in dynamicMasks {
            inputs.append(
                try desk.picture(
                    mask.mask, as: .movingRegion, rules: .bytesAlone,
                    path: mask.trajectory.map { OrderInput.Point(x: $0.x, y: $0.y) }))
        }
        inputs += try await desk.elements(elements)
        let tariff = video.tariff
        return Draft(
            order: Order(
                task: isBrushed ? .motionBrush : .imageToVideo, prompt: prompt,
                negativePrompt: video.negativePrompt ?? "", inputs: inputs, resolution: desk.resolution(of: tariff),
                seconds: Double(video.duration), guidance: video.guidance, camera: video.camera?.direction),
            tariff: tariff, price: try desk.price(ofVideo: tariff, seconds: Double(video.duration)))
    }
}
