import Foundation

extension Data {
    init(bigEndian value: UInt32) {
        self = Swift.withUnsafeBytes(of: value.bigEndian) { Data($0) }
    }

    init(littleEndian value: UInt32) {
        self = Swift.withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }
}
