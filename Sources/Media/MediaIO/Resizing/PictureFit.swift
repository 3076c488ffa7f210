/// What happens to a picture whose shape is not the one that is wanted. None of these distorts it.
public enum PictureFit: String, Sendable, Hashable, CaseIterable {
    /// Fills the size and loses what stands out, equally on both sides.
    case cover
    /// Shows all of the picture, with an even colour around it.
    case contain
    /// Fails where width over height differs by more than 2 %; what is left of that is cut off, as by `cover`.
    case refuse
}

/// How the pixels between pixels are found.
public enum PictureSampling: Sendable, Hashable {
    /// Lanczos with three lobes, widened where the picture shrinks.
    case smooth
    /// The nearest pixel, so that no new values appear: for masks.
    case nearest
}

extension Picture {
    /// The picture at another size, its shape kept.
    ///
    /// Both sides are scaled by one factor, up to the rounding to whole pixels. Sizes of different parity put the odd
    /// pixel of a cut or of padding to the right and below.
    ///
    /// - Parameters:
    ///   - width: pixels across of the result, at least 1.
    ///   - height: pixels down of the result, at least 1.
    ///   - padding: red, green and blue around the picture, for `contain`.
    /// - Throws: `MediaError`: `wrongShape` for `refuse`; `cannotScale` where memory is short.
    public func fitted(
        width: Int, height: Int, by fit: PictureFit, padding: (red: UInt8, green: UInt8, blue: UInt8) = (0, 0, 0),
        sampling: PictureSampling = .smooth
    ) throws -> Picture {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        if self.width == width, self.height == height { return self }
        if fit == .refuse { try checkShape(width: width, height: height) }
        let placement = Placement(
            of: (self.width, self.height), in: (width, height), isWhole: fit == .contain,
            margin: sampling == .smooth ? PictureScaler.lobes : 0)
        let scaled = try cropped(to: placement.used).scaled(
            width: placement.scaled.width, height: placement.scaled.height, sampling: sampling)
        return fit == .contain
            ? scaled.padded(width: width, height: height, with: padding)
            : scaled.cropped(
                to: PixelRectangle(x: placement.cut.x, y: placement.cut.y, width: width, height: height))
    }

    private func checkShape(width: Int, height: Int) throws {
        let ratio = Double(self.width) * Double(height) / (Double(self.height) * Double(width))
        guard (1 / 1.02...1.02).contains(ratio) else {
            throw MediaError.wrongShape(
                width: self.width, height: self.height, expectedWidth: width, expectedHeight: height)
        }
    }

    private func scaled(width: Int, height: Int, sampling: PictureSampling) throws -> Picture {
        guard self.width != width || self.height != height else { return self }
        switch sampling {
        case .smooth:
            do {
                return try PictureScaler(from: (self.width, self.height), to: (width, height)).scale(self)
            } catch let failure as LibAVFailure {
                throw MediaError.cannotScale(width: self.width, height: self.height, reason: failure.reason)
            }
        case .nearest: return nearest(width: width, height: height)
        }
    }
}

/// Which part of a picture is scaled, to which size, and where the result is cut.
private struct Placement {
    let used: PixelRectangle
    let scaled: (width: Int, height: Int)
    let cut: (x: Int, y: Int)

    /// - Parameters:
    ///   - isWhole: all of the picture is to be seen, rather than all of the target covered.
    ///   - margin: how many pixels, of the coarser of both pictures, beyond what will be seen have a say in it.
    init(of size: (width: Int, height: Int), in target: (width: Int, height: Int), isWhole: Bool, margin: Int) {
        let across = Double(target.width) / Double(size.width)
        let down = Double(target.height) / Double(size.height)
        let scale = isWhole ? min(across, down) : max(across, down)
        // Far outside of what will be seen nothing is scaled: a strip of 10000x1 would grow out of bounds.
        let x = Span(of: size.width, seen: target.width, scale: scale, isWhole: isWhole, margin: margin)
        let y = Span(of: size.height, seen: target.height, scale: scale, isWhole: isWhole, margin: margin)
        used = PixelRectangle(x: x.start, y: y.start, width: x.count, height: y.count)
        scaled = (x.scaled, y.scaled)
        cut = ((x.scaled - target.width) / 2, (y.scaled - target.height) / 2)
    }

    /// One axis of it.
    private struct Span {
        let start: Int
        let count: Int
        let scaled: Int

        init(of size: Int, seen: Int, scale: Double, isWhole: Bool, margin: Int) {
            guard !isWhole else {
                (start, count) = (0, size)
                scaled = min(seen, max(1, Int((Double(size) * scale).rounded())))
                return
            }
            let needed = Int((Double(seen) / scale + 2 * Double(margin) * max(1, 1 / scale)).rounded(.up))
            // As much on both sides.
            let surplus = max(0, size - needed) / 2
            (start, count) = (surplus, size - 2 * surplus)
            scaled = max(seen, Int((Double(count) * scale).rounded()))
        }
    }
}
