import Foundation
import ObjectSelection
import Testing

/// Golden texts: `pycocotools.mask.encode`, pycocotools 2.0.
@Suite("Run-length masks") struct RunLengthMaskTests {
    private func text(_ width: Int, _ height: Int, _ isInside: (_ x: Int, _ y: Int) -> Bool) -> String {
        let bytes = (0..<width * height).map { UInt8(isInside($0 % width, $0 / width) ? 1 : 0) }
        return RunLengthMask(ObjectMask(width: width, height: height, bytes: bytes)).counts
    }

    @Test("masks are written as COCO's tools write them") func matchesCOCO() {
        #expect(text(4, 3) { _, _ in false } == "<")
        #expect(text(4, 3) { _, _ in true } == "0<")
        #expect(text(4, 3) { x, y in x == 2 && y == 1 } == "714")
        #expect(text(4, 3) { x, y in x == 2 && y == 1 || x == 0 && y == 0 || x == 3 && y == 2 } == "0160M0")
        #expect(
            text(160, 120) { x, y in (x - 80) * (x - 80) + (y - 60) * (y - 60) < 1600 }
                == #"\k4a0S38I6K4L4L4M2N2M4M2N2N2N2N2N2O0O2N2N2O0O2O0O2O0O2O000O2O00000O2O000000000000000000000"#
                + "00000000001N1000001N10001N101N101N101N2N2N101N2N2N2N2N2N3L3N2N3L4L4L5J7H`d4")
        #expect(
            text(13, 9) { x, y in (x * 7 + y * 13) % 11 < 4 } == "0240O010O010O010O010O010O010O010O010O010O01O")
    }

    @Test("the size is height, then width, and the names are Kling's") func json() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(RunLengthMask(ObjectMask(width: 4, height: 3)))
        #expect(String(decoding: json, as: UTF8.self) == #"{"counts":"<","size":[3,4]}"#)
    }
}
