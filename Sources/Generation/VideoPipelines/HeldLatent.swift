import Tensors

/// Parts of a latent that are given. After each step they are put back, as noisy as the rest.
///
///     x_s = (1 - s) given + s noise    where given
///
/// Held to the last step, what is kept comes out as the VAE gives it back, however well the model obeys; held for the first
/// steps only, it says what shall be where, and the model makes it its own.
///
/// - Source: replacement in Song et al. 2021, "Score-Based Generative Modeling through SDEs", appendix I.2; Lugmayr et
///   al. 2022, "RePaint"; for the first steps only, Singer et al. 2025, "Time-to-Move".
struct HeldLatent {
    /// [z, T, h, w], where held.
    private let given: Tensor
    /// [z, R + T, h, w]: frames of references, which are not held, stand in front.
    private let noise: Tensor
    /// Which of the T h w places are held.
    private let places: [Bool]
    /// The first of all steps after which nothing is put back; nil for none.
    private let freeFrom: Int?

    /// What a mask keeps, to the last step. A place is held when every pixel that has a say in it is black: its own, those of
    /// its neighbours and of the latent frame before.
    /// - Parameters:
    ///   - given: what the VAE makes of the kept pixels.
    ///   - mask: a picture a pixel frame: white is made anew.
    init(keeping given: Tensor, noise: Tensor, mask: LatentMask) {
        let (rows, columns) = (mask.rows, mask.columns)
        let black = mask.places { !$0 }
        places = (0..<mask.times).flatMap { time in
            (0..<rows * columns).map { place in
                let (row, column) = (place / columns, place % columns)
                for time in max(0, time - 1)...time {
                    for row in max(0, row - 1)...min(rows - 1, row + 1) {
                        for column in max(0, column - 1)...min(columns - 1, column + 1)
                        where !black[(time * rows + row) * columns + column] { return false }
                    }
                }
                return true
            }
        }
        (self.given, self.noise, freeFrom) = (given, noise, nil)
    }

    /// What a mask shows of a guide, until a step. A place is held when all its pixels are white in every frame that it stands
    /// for.
    init(following guide: Tensor, noise: Tensor, mask: LatentMask, freeFrom: Int) {
        places = mask.places { $0 }
        (given, self.noise, self.freeFrom) = (guide, noise, freeFrom)
    }

    /// The latents with what is given put back.
    /// - Parameters:
    ///   - sigma: the noise level that the latents have reached.
    ///   - step: the step that comes next.
    func restored(in latents: Tensor, sigma: Float, before step: Int, on device: any Device) -> Tensor {
        guard step < freeFrom ?? .max, places.contains(true) else { return latents }
        let result = device.weightedSum([(1, latents)])
        let (target, clean, noisy) = (result.floats, given.floats, noise.floats)
        let (stride, ofGiven) = (latents.shape.strideOfFirstAxis, given.shape.strideOfFirstAxis)
        let front = stride - places.count
        for channel in 0..<latents.shape[0] {
            let (first, source) = (channel * stride + front, channel * ofGiven + ofGiven - places.count)
            for place in places.indices where places[place] {
                target[first + place] = (1 - sigma) * clean[source + place] + sigma * noisy[first + place]
            }
        }
        return result
    }
}

/// A mask of pixel frames, seen from the places of a latent.
struct LatentMask {
    /// White over 127; one a pixel frame.
    let pictures: [InputPicture]
    /// Pixels on a latent pixel's side.
    let side: Int
    /// Pixel frames that a latent frame stands for, but the first, which stands for one.
    let together: Int

    var times: Int { (pictures.count - 1) / together + 1 }
    var rows: Int { pictures[0].height / side }
    var columns: Int { pictures[0].width / side }

    /// For each of the T h w places whether all of its pixels are so.
    func places(where isSo: (_ isWhite: Bool) -> Bool) -> [Bool] {
        (0..<times).flatMap { time in
            let frames = time == 0 ? 0..<1 : (time - 1) * together + 1..<time * together + 1
            return (0..<rows * columns).map { place in
                frames.allSatisfy { all(in: pictures[$0], row: place / columns, column: place % columns, isSo) }
            }
        }
    }

    private func all(in picture: InputPicture, row: Int, column: Int, _ isSo: (Bool) -> Bool) -> Bool {
        for y in row * side..<(row + 1) * side {
            for x in column * side..<(column + 1) * side
            where !isSo(picture.bytes[(y * picture.width + x) * 3] > 127) { return false }
        }
        return true
    }
}
