/// What a convolution does to a stretch of frames, apart from its weights.
///
/// Time is never padded here: whoever calls hands in as many frames as the kernel is long.
public struct ConvolutionGeometry: Hashable, Sendable {
    public let inputChannels: Int
    public let outputChannels: Int
    /// Kernel extents along time, height and width.
    public let kernel: (time: Int, height: Int, width: Int)
    /// Steps along height and width: 1 or 2.
    public let stride: Int
    /// How often each pixel is repeated along height and width before the kernel sees it: 1 or 2.
    public let upsampling: Int
    /// Rows and columns of zeros around each frame, once it is upsampled.
    public let padding: Padding

    public struct Padding: Hashable, Sendable {
        public let top: Int, left: Int, bottom: Int, right: Int
        public init(top: Int, left: Int, bottom: Int, right: Int) {
            self.top = top
            self.left = left
            self.bottom = bottom
            self.right = right
        }
        public static func all(_ n: Int) -> Padding { Padding(top: n, left: n, bottom: n, right: n) }
    }

    /// Reads channels and kernel off the weight's shape [outputs, inputs, time, height, width].
    public init(weightShape: Shape, stride: Int = 1, upsampling: Int = 1, padding: Padding) {
        precondition(weightShape.rank == 5, "a convolution weight has 5 axes, found \(weightShape)")
        precondition((1...2).contains(stride) && (1...2).contains(upsampling))
        outputChannels = weightShape[0]
        inputChannels = weightShape[1]
        kernel = (weightShape[2], weightShape[3], weightShape[4])
        self.stride = stride
        self.upsampling = upsampling
        self.padding = padding
    }

    /// Height and width of the output for a frame of the given size.
    public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
        (
            (height * upsampling + padding.top + padding.bottom - kernel.height) / stride + 1,
            (width * upsampling + padding.left + padding.right - kernel.width) / stride + 1
        )
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.inputChannels == b.inputChannels && a.outputChannels == b.outputChannels && a.kernel == b.kernel
            && a.stride == b.stride && a.upsampling == b.upsampling && a.padding == b.padding
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(inputChannels)
        hasher.combine(outputChannels)
        hasher.combine(kernel.time)
        hasher.combine(kernel.height)
        hasher.combine(kernel.width)
        hasher.combine(stride)
        hasher.combine(upsampling)
        hasher.combine(padding)
    }
}

/// Channel normalization of Wan's VAE, then SiLU where asked: x / max(|x|₂, 1e-12) * sqrt(C) * weight.
public struct UnitNorm {
    /// [C], any dtype
    public let weight: Tensor
    public let silu: Bool

    public init(weight: Tensor, silu: Bool) {
        self.weight = weight
        self.silu = silu
    }
}

/// Frames as a layer made them, and normalized for the layer that reads them next.
public struct NormedFrames {
    /// The sums themselves, each [H, W, C]; none where nobody needs them.
    public let sums: [Tensor]
    /// The same frames after the norm; none where there is no norm.
    public let normed: [Tensor]

    public init(sums: [Tensor], normed: [Tensor]) {
        self.sums = sums
        self.normed = normed
    }
}

/// Convolution weights in whatever arrangement the device that made them likes best.
public protocol PreparedConvolution: AnyObject {
    var geometry: ConvolutionGeometry { get }
}
