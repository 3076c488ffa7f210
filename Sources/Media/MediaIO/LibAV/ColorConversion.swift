import CFFmpeg

/// Brightness and colour difference as numbers of red, green and blue: which matrix, and which range of 0...255.
struct YCbCr: Hashable {
    enum Matrix: Hashable { case bt601, bt709, bt2020 }
    var matrix: Matrix
    /// Full: 0...255. Limited: brightness 16...235, colour difference 16...240.
    var isFullRange: Bool

    fileprivate var coefficients: UnsafePointer<Int32>? {
        switch matrix {
        case .bt601: sws_getCoefficients(SWS_CS_ITU601)
        case .bt709: sws_getCoefficients(SWS_CS_ITU709)
        case .bt2020: sws_getCoefficients(SWS_CS_BT2020)
        }
    }
}

/// Converts frames of one size between RGB and YCbCr, both ways rounding rather than truncating, and with colour
/// difference interpolated rather than repeated.
final class ColorConversion {
    private let context: OpaquePointer
    private let target: AVPixelFormat

    init(width: Int, height: Int, from source: AVPixelFormat, to target: AVPixelFormat, coding: YCbCr) throws {
        let flags =
            SWS_BICUBIC | Int32(SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP)
        guard
            let context = sws_getContext(
                Int32(width), Int32(height), source, Int32(width), Int32(height), target, flags, nil, nil, nil)
        else { throw LibAVFailure(code: kinora_error_invalid_data) }
        self.context = context
        self.target = target
        let range: Int32 = coding.isFullRange ? 1 : 0
        // One side is RGB, for which matrix and range are ignored. One is 1 << 16 in contrast and saturation.
        let status = sws_setColorspaceDetails(
            context, coding.coefficients, range, coding.coefficients, range, 0, 1 << 16, 1 << 16)
        guard status >= 0 else {
            sws_freeContext(context)
            throw LibAVFailure(code: kinora_error_invalid_data)
        }
    }

    deinit { sws_freeContext(context) }

    func convert(_ frame: VideoFrame) throws -> VideoFrame {
        let result = try VideoFrame(width: frame.width, height: frame.height, format: target)
        try LibAV.check(sws_scale_frame(context, result.pointer, frame.pointer))
        return result
    }
}
