import CPUBackend
import Tensors
import TensorExpectations
import Testing
import VideoPipelines

@Suite("Keyframes") struct KeyframeRuleTests {
    private static func request(_ frames: [Int], of count: Int = 9, width: Int = 32) -> ClipRequest {
        let picture = InputPicture.filled(7, width: width, height: 32)
        return ClipRequest(
            prompt: "", width: 32, height: 32, frames: count, steps: 1, guidance: 1, seed: 0,
            keyframes: frames.map { Keyframe(frame: $0, picture: picture) })
    }

    @Test(
        "each family takes the frames that it was trained with",
        arguments: [
            (KeyframeRule.none, [[]]), (.optionalFirst, [[], [0]]), (.first, [[0]]),
            (.firstAndOptionalLast, [[0], [0, 8], [8, 0]]), (.firstAndLast, [[0, 8]]), (.any, [[], [3], [8, 0, 4]]),
        ])
    func accepts(rule: KeyframeRule, frames: [[Int]]) {
        for frames in frames { #expect(throws: Never.self) { try rule.check(Self.request(frames)) } }
    }

    @Test(
        "other frames are refused in a sentence",
        arguments: [
            (KeyframeRule.none, [0], "This model cannot start from pictures."),
            (.optionalFirst, [8], "It cannot be given frame 8."), (.first, [0, 8], "It cannot be given frame 8."),
            (.first, [], "Its first frame is missing."), (.firstAndOptionalLast, [8], "Its first frame is missing."),
            (.firstAndLast, [0], "Its last frame is missing."),
            (.any, [9], "There is no frame 9 in a clip of 9 frames."),
            (.any, [-1], "There is no frame -1"), (.any, [4, 4], "Frame 4 is given twice."),
        ])
    func refuses(rule: KeyframeRule, frames: [Int], sentence: String) {
        let error = #expect(throws: PipelineError.self) { try rule.check(Self.request(frames)) }
        #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    }

    @Test("a first and a last frame need a clip of more than one")
    func single() {
        let error = #expect(throws: PipelineError.self) {
            try KeyframeRule.firstAndLast.check(Self.request([0], of: 1))
        }
        #expect(error?.description.contains("A clip of one frame") == true)
    }

    @Test("a picture of another size is refused with both sizes")
    func size() {
        let error = #expect(throws: PipelineError.self) { try KeyframeRule.any.check(Self.request([0], width: 48)) }
        #expect(error?.description == "The picture for frame 0 is 48x32, but the clip 32x32.")
    }

    @Test("key frames of a model with a control branch are a control video that keeps them")
    func asControlVideo() throws {
        let golden = try GoldenCase("vace")
        let model = try WanModel(
            folder: golden.modelFolder, settings: WanModelSettings(folder: golden.modelFolder),
            on: CPUDevice(threads: 2))
        let pipeline = TextToVideo(model: model, report: { _ in }, checkCancellation: {})
        let (width, height) = (golden.request.width, golden.request.height)
        func plain(_ value: UInt8) -> InputPicture { .filled(value, width: width, height: height) }
        var (keyed, steered) = (golden.request, golden.request)
        let picture = golden.request.control.video[3]
        keyed.keyframes = [Keyframe(frame: 2, picture: picture)]
        keyed.control.video = []
        keyed.control.mask = []
        steered.control.video = (0..<5).map { $0 == 2 ? picture : plain(128) }
        steered.control.mask = (0..<5).map { plain($0 == 2 ? 0 : 255) }
        let expected = try pipeline.latents(for: steered)
        #expect(try pipeline.latents(for: keyed).elements() == expected.elements())

        // With a control video, they take the place of its frames and are kept whole.
        keyed = golden.request
        keyed.keyframes = [Keyframe(frame: 1, picture: picture)]
        steered = golden.request
        steered.control.video[1] = picture
        steered.control.mask[1] = plain(0)
        #expect(try pipeline.latents(for: keyed).elements() == pipeline.latents(for: steered).elements())
        #expect(try pipeline.latents(for: golden.request).elements() != pipeline.latents(for: steered).elements())
    }
}
