import CFFmpeg

/// Scales pictures of one size to another with libswscale's Lanczos filter, channel by channel in 16 bits.
///
/// - Precision: the library's filter weights have 14 bits. Where a picture shrinks 62 times they are rounded so often
///   that an even gray of 128 comes out as 131; hence large steps are divided into several of at most 12 times each, and
///   the samples between them keep 16 bits. Then even colours stay exactly what they are, at any ratio.
final class PictureScaler {
    /// The filter reaches this many pixels to each side, of the coarser of both pictures.
    static let lobes = 3
    private static let mostShrinkage = 12

    let source: (width: Int, height: Int)
    private let steps: [Step]

    init(from source: (width: Int, height: Int), to target: (width: Int, height: Int)) throws {
        self.source = source
        var steps: [Step] = []
        var size = source
        repeat {
            let next = (
                width: Self.next(from: size.width, to: target.width),
                height: Self.next(from: size.height, to: target.height)
            )
            steps.append(try Step(from: size, to: next))
            size = next
        } while size != target
        self.steps = steps
    }

    /// The size after one step along an axis; before the last step at least twice the target, so that the last one
    /// decides what the filter does.
    private static func next(from size: Int, to target: Int) -> Int {
        size <= target * mostShrinkage ? target : max(target * 2, (size + mostShrinkage - 1) / mostShrinkage)
    }

    func scale(_ picture: Picture) throws -> Picture {
        precondition((picture.width, picture.height) == source)
        let target = steps[steps.count - 1].target
        var bytes = [UInt8](repeating: 0, count: target.width * target.height * 3)
        for channel in 0..<3 {
            var plane = try VideoFrame(samplesOf: channel, in: picture)
            for step in steps { plane = try step.scale(plane) }
            plane.copySamples(to: channel, of: &bytes)
        }
        return Picture(width: target.width, height: target.height, bytes: bytes)
    }

    /// One run of the library's filter over a plane.
    private final class Step {
        let target: (width: Int, height: Int)
        private let context: OpaquePointer

        init(from source: (width: Int, height: Int), to target: (width: Int, height: Int)) throws {
            self.target = target
            guard
                let context = sws_getContext(
                    Int32(source.width), Int32(source.height), AV_PIX_FMT_GRAY16, Int32(target.width),
                    Int32(target.height), AV_PIX_FMT_GRAY16, SWS_LANCZOS | Int32(SWS_ACCURATE_RND), nil, nil, nil)
            else { throw LibAVFailure(code: kinora_error_invalid_data) }
            self.context = context
            // Full range on both sides: samples are numbers here, not brightness.
            let coefficients = sws_getCoefficients(SWS_CS_DEFAULT)
            let status = sws_setColorspaceDetails(context, coefficients, 1, coefficients, 1, 0, 1 << 16, 1 << 16)
            guard status >= 0 else {
                sws_freeContext(context)
                throw LibAVFailure(code: status)
            }
        }

        deinit { sws_freeContext(context) }

        func scale(_ plane: VideoFrame) throws -> VideoFrame {
            let result = try VideoFrame(width: target.width, height: target.height, format: AV_PIX_FMT_GRAY16)
            try LibAV.check(sws_scale_frame(context, result.pointer, plane.pointer))
            return result
        }
    }
}

/// In this machine's byte order.
private let AV_PIX_FMT_GRAY16 = 1.littleEndian == 1 ? AV_PIX_FMT_GRAY16LE : AV_PIX_FMT_GRAY16BE

extension VideoFrame {
    /// One channel as a 16-bit plane: 257 times the 8-bit value, so that 255 becomes 65535.
    fileprivate convenience init(samplesOf channel: Int, in picture: Picture) throws {
        try self.init(width: picture.width, height: picture.height, format: AV_PIX_FMT_GRAY16)
        picture.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<picture.height {
                let row = row(y).assumingMemoryBound(to: UInt16.self)
                let start = y * picture.width * 3 + channel
                for x in 0..<picture.width { row[x] = UInt16(bytes[start + x * 3]) * 257 }
            }
        }
    }

    /// Writes the plane, rounded to 8 bits, as one channel of interleaved pixels.
    fileprivate func copySamples(to channel: Int, of bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBufferPointer { bytes in
            for y in 0..<height {
                let row = row(y).assumingMemoryBound(to: UInt16.self)
                let start = y * width * 3 + channel
                for x in 0..<width { bytes[start + x * 3] = UInt8((Int(row[x]) + 128) / 257) }
            }
        }
    }
}
