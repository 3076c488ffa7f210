import Testing

@testable import VideoPipelines

@Suite("Grey pictures") struct GreyTests {
    @Test("brightness weighs green most and keeps black, grey and white")
    func weighs() {
        let picture = InputPicture(
            width: 5, height: 1, bytes: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 90, 90, 90])
        #expect(picture.grey.bytes == [76, 76, 76, 150, 150, 150, 29, 29, 29, 255, 255, 255, 90, 90, 90])
    }
}
