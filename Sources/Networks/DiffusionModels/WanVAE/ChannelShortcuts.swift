import Tensors

/// The parameter-free path around an upsampling level: every channel is repeated and spread over the new pixels.
///
/// - Shapes: frame [H, W, inputs] -> one or two of [2H, 2W, outputs].
/// - Source: `DupUp3D` in Wan 2.2's VAE.
struct DuplicatingShortcut {
    let outputs: Int
    /// 1 or 2 frames for each frame.
    let timeFactor: Int

    func callAsFunction(_ frame: Tensor, isFirst: Bool, on device: any Device) -> [Tensor] {
        let (height, width, inputs) = (frame.shape[0], frame.shape[1], frame.shape[2])
        let repeats = outputs * timeFactor * 4 / inputs
        let spread = device.repeatElements(frame, count: repeats)
            .reshaped([height, width, outputs, timeFactor, 2, 2])
        let frames = device.permute(spread, [3, 0, 4, 1, 5, 2])
            .reshaped([timeFactor, 2 * height, 2 * width, outputs])
        // Of a first frame only the later half exists.
        return ((isFirst ? timeFactor - 1 : 0)..<timeFactor).map { frames[$0] }
    }
}

/// The parameter-free path around a downsampling level: neighbouring pixels and frames become channels, which are
/// averaged in runs.
///
/// - Shapes: timeFactor frames [H, W, inputs] -> [H/space, W/space, outputs].
/// - Source: `AvgDown3D` in Wan 2.2's VAE.
struct AveragingShortcut {
    let outputs: Int
    /// Frames averaged into one, 1 or 2.
    let timeFactor: Int
    /// Pixels along each axis, 1 or 2.
    let spaceFactor: Int

    /// - Parameter frames: `timeFactor` frames; nil before the first frame of a clip.
    func callAsFunction(_ frames: [Tensor?], on device: any Device) -> Tensor {
        let stacked = device.stack(frames)
        let (height, width, inputs) = (stacked.shape[1], stacked.shape[2], stacked.shape[3])
        let (rows, columns) = (height / spaceFactor, width / spaceFactor)
        let split = stacked.reshaped([timeFactor, rows, spaceFactor, columns, spaceFactor, inputs])
        let channels = inputs * timeFactor * spaceFactor * spaceFactor
        let folded = device.permute(split, [1, 3, 5, 0, 2, 4]).reshaped([rows, columns, channels])
        return device.meanOfRuns(folded, size: channels / outputs)
    }
}
