/// An old encoding with one byte a character, ASCII below 80.
struct SingleByteEncoding: Sendable {
    let name: String
    /// Whether U+FFFD, the mark of a byte that meant nothing, is kept as byte 1A instead of the control of that number.
    let marksLostBytes: Bool
    /// What bytes 80 to FF mean; those that mean nothing are C1 controls.
    private let upperHalf: [Unicode.Scalar]
    private let bytes: [Unicode.Scalar: UInt8]

    /// - Parameter upperHalf: 128 numbers in hexadecimal.
    init(name: String, marksLostBytes: Bool, upperHalf: String) {
        self.name = name
        self.marksLostBytes = marksLostBytes
        self.upperHalf = upperHalf.split(whereSeparator: \.isWhitespace).map { Unicode.Scalar(UInt32($0, radix: 16)!)! }
        bytes = Dictionary(uniqueKeysWithValues: zip(self.upperHalf, 0x80...0xFF))
    }

    static let latin1 = singleByteEncodings[0]
    static let windows1252 = singleByteEncodings[1]

    /// The meaning of a byte from 80 to FF.
    subscript(byte: UInt32) -> Unicode.Scalar { upperHalf[Int(byte) - 0x80] }

    /// The bytes that `text` may have been read from; nil when it holds anything that this encoding does not.
    func encode(_ text: [Unicode.Scalar]) -> [UInt8]? {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count)
        for scalar in text {
            switch scalar {
            case "\u{1A}" where marksLostBytes: return nil
            case "\u{FFFD}" where marksLostBytes: encoded.append(0x1A)
            case _ where scalar.isASCII: encoded.append(UInt8(scalar.value))
            default:
                guard let byte = bytes[scalar] else { return nil }
                encoded.append(byte)
            }
        }
        return encoded
    }
}
