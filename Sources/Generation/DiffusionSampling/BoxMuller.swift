/// Sixteen uniform values into sixteen normal ones, rounded exactly as PyTorch's AVX2 code rounds them.
///
///     n[j] = sqrt(-2 ln(1 - u[j])) cos(2 pi u[j + 8]),   n[j + 8] = the same with sin,   j in 0..<8
///
/// Source: Box & Muller 1958. The logarithm and the sine and cosine are the single-precision polynomials of Cephes
/// (Moshier 1989, `logf` and `sinf`), which PyTorch takes from `avx_mathfun.h` (Garberoglio 2012, after Pommier).
/// Its compiler contracts most products and sums there into fused multiply-adds; which ones was found by comparing
/// every bit with PyTorch, and each is written out below.
enum BoxMuller {
    static let width = 16

    /// 2 pi to the nearest; `Float.pi` is rounded towards zero and would be one unit less.
    private static let fullTurn = Float(2 * Double.pi)

    /// Changes the sixteen values from `start` on, each in 0..<1.
    @inline(__always)
    static func transform(_ values: UnsafeMutableBufferPointer<Float>, from start: Int) {
        for j in start..<(start + 8) {
            let radius = (-2 * logarithm(1 - values[j])).squareRoot()
            let (sine, cosine) = sineAndCosine(fullTurn * values[j + 8])
            // PyTorch multiplies by a deviation of 1 and adds a mean of 0, which turns -0 into 0.
            values[j] = radius * cosine + 0
            values[j + 8] = radius * sine + 0
        }
    }

    /// ln x for x in 2^-24...1.
    @inline(__always)
    static func logarithm(_ x: Float) -> Float {
        // x = m 2^e with m in sqrt(0.5)..<sqrt(2); f = m - 1.
        let half = Float(bitPattern: x.bitPattern & 0x007F_FFFF | 0x3F00_0000)
        let small = half < 0.707_106_781_186_547_524
        let e = Float(Int32(x.bitPattern >> 23) - 126) - (small ? 1 : 0)
        let f = (half - 1) + (small ? half : 0)
        let z = f * f

        var p: Float = 7.037_683_629_2E-2
        p = fused(p, f, -1.151_461_031_0E-1)
        p = fused(p, f, 1.167_699_874_0E-1)
        p = fused(p, f, -1.242_014_084_6E-1)
        p = fused(p, f, 1.424_932_278_7E-1)
        p = fused(p, f, -1.666_805_766_5E-1)
        p = fused(p, f, 2.000_071_476_5E-1)
        p = fused(p, f, -2.499_999_399_3E-1)
        p = fused(p, f, 3.333_333_117_4E-1)

        // ln x = f - z / 2 + f z p + e ln 2, with ln 2 = 0.693359375 - 2.12194440e-4.
        var y = fused(p * f, z, e * -2.121_944_40e-4)
        y = fused(-z, 0.5, y)
        return fused(e, 0.693_359_375, f + y)
    }

    /// sin x and cos x for x in 0...2 pi.
    @inline(__always)
    static func sineAndCosine(_ x: Float) -> (sine: Float, cosine: Float) {
        // r = x - octant pi / 4, with the octant even and pi / 4 in three parts.
        let octant = (Int32(x * 1.273_239_544_735_16) + 1) & ~1
        let turns = Float(octant)
        var r = fused(turns, -0.785_156_25, x)
        r = fused(turns, -2.418_756_484_985_351_562_5e-4, r)
        r = fused(turns, -3.774_894_977_445_941_08e-8, r)
        let z = r * r

        var c: Float = 2.443_315_711_809_948E-5
        c = fused(c, z, -1.388_731_625_493_765E-3)
        c = fused(c, z, 4.166_664_568_298_827E-2)
        c = fused(c * z, z, -(z * 0.5)) + 1

        var s: Float = -1.951_529_589_1E-4
        s = fused(s, z, 8.332_160_873_6E-3)
        s = fused(s, z, -1.666_665_461_1E-1)
        s = fused(s * z, r, r)

        let swapped = octant & 2 != 0
        let (sine, cosine) = swapped ? (c, s) : (s, c)
        return (octant & 4 == 0 ? sine : -sine, (octant &- 2) & 4 == 0 ? -cosine : cosine)
    }

    /// a b + c rounded once.
    @inline(__always)
    private static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float { c.addingProduct(a, b) }
}
