import OpenCVBridge

/// Divides a picture in two by colour and edges.
/// - Source: Rother, Kolmogorov & Blake 2004, "GrabCut"; `cv::grabCut`.
enum GraphCut {
    enum Label: UInt8 {
        case surelyOutside = 0
        case surelyInside, probablyOutside, probablyInside
    }

    /// What is inside in the end; the labels' own answer where all of them lie on one side.
    /// - Parameter labels: one a pixel.
    static func divide(_ frame: SelectionFrame, _ labels: [Label], iterations: Int) throws(SelectionError)
        -> ObjectMask
    {
        var values = labels.map(\.rawValue)
        // OpenCV takes one side without a pixel for a programmer's fault.
        if values.contains(where: { $0 & 1 == 1 }), values.contains(where: { $0 & 1 == 0 }) {
            try SelectionError.check(
                kinora_grab_cut(frame.bytes, &values, Int32(frame.width), Int32(frame.height), Int32(iterations)))
        }
        return ObjectMask(width: frame.width, height: frame.height, bytes: values.map { $0 & 1 })
    }
}
