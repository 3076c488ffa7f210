import Testing
import VideoPipelines

@Suite("CameraMove") struct CameraMoveTests {
    @Test(
        "moves become words",
        arguments: [
            ("zoom=5", "camera zooms out"), ("zoom=-10", "camera zooms in quickly"),
            ("pan=1", "camera tilts up slowly"),
            ("tilt=-5", "camera pans left"), ("horizontal=5", "camera trucks right"),
            ("right_turn_forward", "the camera moves forward and turns right"),
        ])
    func words(text: String, words: String) throws { #expect(try CameraMove(text).words == words) }

    @Test("a move by nothing has no words") func nothing() throws { #expect(try CameraMove("roll=0").words == nil) }

    @Test("what there is not is refused", arguments: ["", "zoom", "zoom=", "zoom=11", "zoom=nan", "spin=3", "=5"])
    func refuses(text: String) { #expect(throws: PipelineError.self) { try CameraMove(text) } }
}
