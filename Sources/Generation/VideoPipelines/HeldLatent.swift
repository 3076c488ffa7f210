import Tensors

/// The parts of a latent that are given. After each step they are put back, as noisy as the rest, so that what is kept
/// comes out as the VAE gives it back, however well the model obeys.
///
///     x_s = (1 - s) given + s noise    where given
///
/// - Source: replacement in Song et al. 2021, "Score-Based Generative Modeling through SDEs", appendix I.2; Lugmayr et
///   al. 2022, "RePaint".
struct HeldLatent {
    /// [z, R + T, h, w], where held.
    private let given: Tensor
    private let noise: Tensor
    /// Which of the T h w places are held; after R frames of references, which are not.
    private let places: [Bool]

    /// - Parameters:
    ///   - given: what the VAE makes of the kept pixels, [z, R + T, h, w].
    ///   - mask: a picture a pixel frame: white is made anew. A place of the latent is held when every pixel that has a
    ///     say in it is black: its own, those of its neighbours and of the latent frame before.
    ///   - squareSide: pixels on a latent pixel's side.
    ///   - frameStep: pixel frames that a latent frame stands for, but the first, which stands for one.
    init(given: Tensor, noise: Tensor, mask: [InputPicture], squareSide: Int, frameStep: Int) {
        self.given = given
        self.noise = noise
        let (rows, columns) = (given.shape[2], given.shape[3])
        let times = (mask.count - 1) / frameStep + 1
        let black = (0..<times).map { time in
            let frames = time == 0 ? 0..<1 : (time - 1) * frameStep + 1..<time * frameStep + 1
            return (0..<rows * columns).map { place in
                frames.allSatisfy { mask[$0].isBlack(row: place / columns, column: place % columns, side: squareSide) }
            }
        }
        let ofClip = (0..<times).flatMap { time in
            (0..<rows * columns).map { place in
                let (row, column) = (place / columns, place % columns)
                for time in max(0, time - 1)...time {
                    for row in max(0, row - 1)...min(rows - 1, row + 1) {
                        for column in max(0, column - 1)...min(columns - 1, column + 1)
                        where !black[time][row * columns + column] { return false }
                    }
                }
                return true
            }
        }
        places = [Bool](repeating: false, count: given.shape[1] * rows * columns - ofClip.count) + ofClip
    }

    /// The latents at noise level `sigma` with what is given put back.
    func restored(in latents: Tensor, sigma: Float, on device: any Device) -> Tensor {
        guard places.contains(true) else { return latents }
        let result = device.weightedSum([(1, latents)])
        let (target, clean, noisy) = (result.floats, given.floats, noise.floats)
        for channel in 0..<latents.shape[0] {
            let first = channel * places.count
            for place in places.indices where places[place] {
                target[first + place] = (1 - sigma) * clean[first + place] + sigma * noisy[first + place]
            }
        }
        return result
    }
}

extension InputPicture {
    /// Whether a square of pixels is black in a mask.
    fileprivate func isBlack(row: Int, column: Int, side: Int) -> Bool {
        for y in row * side..<(row + 1) * side {
            for x in column * side..<(column + 1) * side where bytes[(y * width + x) * 3] > 127 { return false }
        }
        return true
    }
}
