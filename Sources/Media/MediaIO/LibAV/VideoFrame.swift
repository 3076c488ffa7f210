import CFFmpeg

/// An `AVFrame` that frees itself. Its rows are padded as the libraries' fast paths need.
final class VideoFrame {
    let pointer: UnsafeMutablePointer<AVFrame>

    /// Without pixels, for a decoder to fill.
    init() throws { pointer = try LibAV.allocated(av_frame_alloc()) }

    init(width: Int, height: Int, format: AVPixelFormat) throws {
        pointer = try LibAV.allocated(av_frame_alloc())
        pointer.pointee.width = Int32(width)
        pointer.pointee.height = Int32(height)
        pointer.pointee.format = format.rawValue
        try LibAV.check(av_frame_get_buffer(pointer, 0))
    }

    convenience init(_ picture: Picture) throws {
        try self.init(width: picture.width, height: picture.height, format: AV_PIX_FMT_RGB24)
        let rowBytes = picture.width * 3
        picture.bytes.withUnsafeBytes { source in
            for y in 0..<picture.height {
                row(y).copyMemory(from: source.baseAddress! + y * rowBytes, byteCount: rowBytes)
            }
        }
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = pointer
        av_frame_free(&frame)
    }

    var width: Int { Int(pointer.pointee.width) }
    var height: Int { Int(pointer.pointee.height) }
    var format: AVPixelFormat { AVPixelFormat(pointer.pointee.format) }

    /// Where row `y` of the first plane begins.
    func row(_ y: Int) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(pointer.pointee.data.0!) + y * Int(pointer.pointee.linesize.0)
    }

    /// The rows of an RGB24 frame without their padding.
    func picture() -> Picture {
        precondition(format == AV_PIX_FMT_RGB24)
        let rowBytes = width * 3
        let bytes = [UInt8](unsafeUninitializedCapacity: rowBytes * height) { destination, count in
            for y in 0..<height {
                UnsafeMutableRawPointer(destination.baseAddress! + y * rowBytes)
                    .copyMemory(from: row(y), byteCount: rowBytes)
            }
            count = rowBytes * height
        }
        return Picture(width: width, height: height, bytes: bytes)
    }
}
