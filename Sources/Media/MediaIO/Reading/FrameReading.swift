import CFFmpeg

/// Turns decoders' frames, whatever their pixel format, into 8-bit RGB.
///
/// RGB, gray and palette formats are read sample by sample, rounded to 8 bits; only YCbCr goes through a matrix.
struct FrameReading {
    enum Coding {
        /// Frames of a clip: what they do not say of themselves is guessed as players guess it.
        case clip
        /// JPEG and PNG, full range; JPEG's matrix is BT.601 (JFIF).
        case still
        /// WebP is always BT.601, limited range (RFC 9649).
        case webp
    }
    let coding: Coding
    private var conversion: (key: Key, value: ColorConversion)?

    private struct Key: Equatable {
        let width: Int, height: Int, format: Int32, coding: YCbCr
    }

    init(coding: Coding) { self.coding = coding }

    mutating func read(_ frame: VideoFrame) throws -> DecodedPicture {
        guard let format = av_pix_fmt_desc_get(frame.format) else {
            throw LibAVFailure(code: kinora_error_invalid_data)
        }
        if frame.format == AV_PIX_FMT_PAL8 { return frame.paletteColors() }
        let flags = format.pointee.flags
        let components = Int(format.pointee.nb_components)
        let isGray = components <= 2
        let isRGB = flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0
        let isTransparent = flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
        let alpha = isTransparent ? frame.samples(of: [components - 1], format) : nil
        let rgb: [UInt8]
        if frame.format == AV_PIX_FMT_RGB24 {
            rgb = frame.picture().bytes
        } else if isRGB || (isGray && ycbcr(of: frame).isFullRange) {
            rgb = frame.samples(of: isGray ? [0, 0, 0] : [0, 1, 2], format)
        } else {
            rgb = try convert(frame).picture().bytes
        }
        return DecodedPicture(width: frame.width, height: frame.height, rgb: rgb, alpha: alpha)
    }

    private mutating func convert(_ frame: VideoFrame) throws -> VideoFrame {
        let key = Key(width: frame.width, height: frame.height, format: frame.format.rawValue, coding: ycbcr(of: frame))
        if let conversion, conversion.key == key { return try conversion.value.convert(frame) }
        let new = try ColorConversion(
            width: key.width, height: key.height, from: frame.format, to: AV_PIX_FMT_RGB24, coding: key.coding)
        conversion = (key, new)
        return try new.convert(frame)
    }

    /// An untagged clip taller than 576 lines or wider than 1279 is taken for BT.709, a smaller one for BT.601.
    private func ycbcr(of frame: VideoFrame) -> YCbCr {
        let raw = frame.pointer.pointee
        if coding == .webp { return YCbCr(matrix: .bt601, isFullRange: false) }
        let isFullRange =
            switch raw.color_range {
            case AVCOL_RANGE_JPEG: true
            case AVCOL_RANGE_MPEG: false
            default: coding == .still || frame.isJPEGFormat
            }
        let matrix: YCbCr.Matrix =
            switch raw.colorspace {
            case AVCOL_SPC_BT709: .bt709
            case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M, AVCOL_SPC_FCC: .bt601
            case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: .bt2020
            default: coding == .clip && (raw.height > 576 || raw.width >= 1280) ? .bt709 : .bt601
            }
        return YCbCr(matrix: matrix, isFullRange: isFullRange)
    }
}

extension VideoFrame {
    /// The old formats that are named for their range.
    fileprivate var isJPEGFormat: Bool {
        [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ411P]
            .contains(format)
    }

    /// These components of every pixel one after the other, rounded to 0...255. For components that are not subsampled.
    fileprivate func samples(of components: [Int], _ format: UnsafePointer<AVPixFmtDescriptor>) -> [UInt8] {
        var row = [UInt16](repeating: 0, count: width)
        let count = width * height * components.count
        return [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
            for (place, component) in components.enumerated() {
                let most = (1 << Int(Self.depth(of: component, format))) - 1
                for y in 0..<height {
                    readRow(y, of: component, format, into: &row)
                    let start = y * width * components.count + place
                    for x in 0..<width {
                        let sample = Int(row[x])
                        result[start + x * components.count] = UInt8(
                            truncatingIfNeeded: most == 255 ? sample : (sample * 255 + most / 2) / most)
                    }
                }
            }
            initialized = count
        }
    }

    /// Colours looked up in the frame's palette, entries of alpha, red, green, blue from the high byte.
    fileprivate func paletteColors() -> DecodedPicture {
        let palette = UnsafeRawPointer(pointer.pointee.data.1!).assumingMemoryBound(to: UInt32.self)
        var rgb = [UInt8](repeating: 0, count: width * height * 3)
        var alpha = [UInt8](repeating: 0, count: width * height)
        for y in 0..<height {
            let row = row(y).assumingMemoryBound(to: UInt8.self)
            for x in 0..<width {
                let (color, pixel) = (palette[Int(row[x])], y * width + x)
                rgb[pixel * 3] = UInt8(truncatingIfNeeded: color >> 16)
                rgb[pixel * 3 + 1] = UInt8(truncatingIfNeeded: color >> 8)
                rgb[pixel * 3 + 2] = UInt8(truncatingIfNeeded: color)
                alpha[pixel] = UInt8(truncatingIfNeeded: color >> 24)
            }
        }
        return DecodedPicture(width: width, height: height, rgb: rgb, alpha: alpha)
    }

    private func readRow(
        _ y: Int, of component: Int, _ format: UnsafePointer<AVPixFmtDescriptor>, into row: inout [UInt16]
    ) {
        withUnsafePointer(to: &pointer.pointee.data) { data in
            withUnsafePointer(to: &pointer.pointee.linesize) { linesize in
                let planes = UnsafeMutableRawPointer(mutating: data)
                    .assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
                let strides = UnsafeRawPointer(linesize).assumingMemoryBound(to: Int32.self)
                av_read_image_line(&row, planes, strides, format, 0, Int32(y), Int32(component), Int32(width), 0)
            }
        }
    }

    private static func depth(of component: Int, _ format: UnsafePointer<AVPixFmtDescriptor>) -> Int32 {
        let components = format.pointee.comp
        return [components.0, components.1, components.2, components.3][component].depth
    }
}
