extension InputPicture {
    /// The picture with the white part of a mask filled smoothly from what lies around it; as it is where the mask is white
    /// everywhere.
    ///
    /// - Source: Gortler et al. 1996, "The Lumigraph", section 3.4: means of ever larger squares are taken of what is known, and
    ///   where nothing is, the next coarser mean fills in.
    func filled(where mask: InputPicture) -> InputPicture {
        precondition(mask.width == width && mask.height == height)
        let known = KnownColors(
            width: width, height: height,
            values: (0..<width * height).map { pixel in
                mask.bytes[3 * pixel] > 127
                    ? .zero
                    : SIMD4(
                        Float(bytes[3 * pixel]), Float(bytes[3 * pixel + 1]), Float(bytes[3 * pixel + 2]), 1)
            })
        let colors = known.filled.values
        var result = bytes
        for pixel in colors.indices where mask.bytes[3 * pixel] > 127 && colors[pixel].w > 0 {
            for channel in 0..<3 {
                result[3 * pixel + channel] = UInt8(min(max((colors[pixel][channel]).rounded(), 0), 255))
            }
        }
        return InputPicture(width: width, height: height, bytes: result)
    }
}

/// Red, green and blue of each pixel, and whether they are known: 1, or 0 with a colour of 0.
private struct KnownColors {
    let width: Int
    let height: Int
    var values: [SIMD4<Float>]

    /// With the colours that are not known made of those that are; all are 0 where none is.
    var filled: KnownColors {
        guard width > 1 || height > 1 else { return self }
        let coarse = halved.filled
        var result = self
        for y in 0..<height {
            for x in 0..<width where values[y * width + x].w == 0 {
                result.values[y * width + x] = coarse.color(
                    x: (Float(x) + 0.5) / 2 - 0.5, y: (Float(y) + 0.5) / 2 - 0.5)
            }
        }
        return result
    }

    /// Half as large, each pixel the mean of those known of four.
    private var halved: KnownColors {
        let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
        var result = [SIMD4<Float>](repeating: .zero, count: halfWidth * halfHeight)
        for y in 0..<height {
            for x in 0..<width { result[y / 2 * halfWidth + x / 2] += values[y * width + x] }
        }
        return KnownColors(
            width: halfWidth, height: halfHeight, values: result.map { $0.w > 0 ? $0 / $0.w : $0 })
    }

    /// Between the middles of four pixels.
    private func color(x: Float, y: Float) -> SIMD4<Float> {
        let (x, y) = (min(max(x, 0), Float(width - 1)), min(max(y, 0), Float(height - 1)))
        let (left, top) = (Int(x), Int(y))
        let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
        let (across, down) = (x - Float(left), y - Float(top))
        let upper = values[top * width + left] * (1 - across) + values[top * width + right] * across
        let lower = values[bottom * width + left] * (1 - across) + values[bottom * width + right] * across
        return upper * (1 - down) + lower * down
    }
}
