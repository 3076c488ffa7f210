import CPUKernels
import Tensors

extension CPUDevice {
    public func prepareConvolution(
        weight: Tensor, bias: Tensor?, stride: Int, upsampling: Int, padding: ConvolutionGeometry.Padding
    ) -> any PreparedConvolution {
        let geometry = ConvolutionGeometry(
            weightShape: weight.shape, stride: stride, upsampling: upsampling, padding: padding)
        precondition(bias.map { $0.shape == [geometry.outputChannels] } ?? true)
        return CPUConvolution(geometry: geometry, weight: weight, bias: bias)
    }

    public func convolve(
        _ window: [Tensor?], with convolution: any PreparedConvolution, residuals: consuming [Tensor]?,
        norm: UnitNorm?, keepsSums: Bool
    ) -> NormedFrames {
        guard let prepared = convolution as? CPUConvolution else { preconditionFailure("prepared by another device") }
        let geometry = prepared.geometry
        guard let frame = window.compactMap({ $0 }).first else { preconditionFailure("a window of nothing but zeros") }
        precondition(frame.shape.rank == 3 && frame.shape[2] == geometry.inputChannels)
        precondition(window.allSatisfy { $0 == nil || $0?.shape == frame.shape })
        let size = geometry.outputSize(height: frame.shape[0], width: frame.shape[1])
        let shape: Shape = [size.height, size.width, geometry.outputChannels]
        let count = window.count - geometry.kernel.time + 1
        var residuals = residuals ?? []
        precondition(count >= 1 && [0, count].contains(residuals.count) && residuals.allSatisfy { $0.shape == shape })
        precondition((0..<count).allSatisfy { window[$0..<$0 + geometry.kernel.time].contains { $0 != nil } })
        precondition(norm.map { $0.weight.shape == [geometry.outputChannels] } ?? true)

        let winograd = geometry.suitsWinograd(output: size)
        // Winograd's kernel reads a residual where it writes the sum, and never again.
        let sums = (0..<count).map { index in
            winograd && !residuals.isEmpty && residuals[index].isAlone() ? residuals[index] : empty(shape)
        }
        // Where nobody wants the sums, the norm replaces them.
        let normed = norm == nil ? [] : keepsSums ? (0..<count).map { _ in empty(shape) } : sums
        let weight = (norm?.weight).map(widened)
        let arranged = prepared.arrangement(on: self)
        withExtendedLifetime((window, residuals, weight, prepared)) {
            let window = window.map { UnsafePointer($0?.floats.baseAddress) }
            let frames = (0..<count).map { index in
                kinora_convolved_frame(
                    residual: residuals.isEmpty ? nil : residuals[index].floats.baseAddress,
                    sums: sums[index].floats.baseAddress,
                    normed: norm == nil ? nil : normed[index].floats.baseAddress)
            }
            // Two frames together need fewer products than one after the other.
            let together = winograd && geometry.kernel.time == 3 ? 2 : 1
            for first in stride(from: 0, to: count, by: together) {
                window[first...].withUnsafeBufferPointer { window in
                    run(
                        kinora_convolution(
                            inputs: geometry.inputChannels, outputs: geometry.outputChannels,
                            time: geometry.kernel.time, height: geometry.kernel.height, width: geometry.kernel.width,
                            stride: geometry.stride, upsampling: geometry.upsampling,
                            top: geometry.padding.top, left: geometry.padding.left,
                            inputHeight: frame.shape[0] * geometry.upsampling,
                            inputWidth: frame.shape[1] * geometry.upsampling,
                            outputHeight: size.height, outputWidth: size.width,
                            window: window.baseAddress, panels: arranged.panels.floats.baseAddress,
                            bias: arranged.bias.floats.baseAddress, zeros: arranged.zeros.floats.baseAddress,
                            frameCount: min(together, count - first),
                            frames: (frames[first], frames[min(first + 1, count - 1)]),
                            normalize: norm == nil ? nil : rowKernels.unitNorm,
                            normWeight: weight?.floats.baseAddress, silu: norm?.silu == true ? 1 : 0),
                        geometry, winograd: winograd)
                }
            }
        }
        return NormedFrames(sums: norm == nil || keepsSums ? sums : [], normed: normed)
    }

    private func run(_ work: kinora_convolution, _ geometry: ConvolutionGeometry, winograd: Bool) {
        if winograd {
            runWinograd(work)
        } else if geometry.isNarrow {
            runNarrow(work)
        } else {
            runDirect(work)
        }
    }

    /// Splits a direct convolution into pieces: ranges of pixels for each group of output channels.
    ///
    /// The pieces of one group follow each other, so that its weights stay in the caches while they last; about eight
    /// pieces a thread keep the threads evenly busy without cutting tiles of pixels needlessly short.
    private func runDirect(_ work: kinora_convolution) {
        let kernels = convolutionKernels
        let (tile, group) = (kernels.tile, kernels.group)
        let pixels = work.outputHeight * work.outputWidth
        let tiles = pixels.divided(roundingUpBy: tile)
        let groups = work.outputs.divided(roundingUpBy: group)
        let ranges = max(1, min(tiles / 4, (threads * 8).divided(roundingUpBy: groups)))
        parallel(groups * ranges) { piece in
            let (channel, range) = (piece / ranges * group, piece % ranges)
            var work = work
            kernels.direct(
                &work, tiles * range / ranges * tile, min(pixels, tiles * (range + 1) / ranges * tile),
                channel, min(work.outputs, channel + group))
        }
        normalize(work)
    }

    private func runNarrow(_ work: kinora_convolution) {
        let kernels = convolutionKernels
        let pixels = work.outputHeight * work.outputWidth
        let tiles = pixels.divided(roundingUpBy: kernels.tile)
        let ranges = max(1, min(tiles / 4, threads * 8))
        parallel(ranges) { range in
            var work = work
            kernels.narrow(
                &work, tiles * range / ranges * kernels.tile,
                min(pixels, tiles * (range + 1) / ranges * kernels.tile))
        }
        normalize(work)
    }

    /// Splits a Winograd convolution into pieces: strips of tiles, and ranges of output channels where there are fewer
    /// strips than threads.
    ///
    /// Long strips transform weights seldom, short ones keep their transformed inputs near: 24 to 36 tiles measured best.
    /// Ranges of channels transform the same inputs again, which costs little where so few tiles have so many channels.
    private func runWinograd(_ work: kinora_convolution) {
        let kernels = convolutionKernels
        let (tile, group) = (kernels.tile, kernels.group)
        let tiles = work.outputHeight.divided(roundingUpBy: 4) * work.outputWidth.divided(roundingUpBy: 4)
        var shape = work
        let longest = (1...max(1, 36 / tile)).last {
            kernels.winogradScratch(&shape, $0 * tile) * 4 <= Self.scratchBytes
        }
        let fewest = tiles.divided(roundingUpBy: (longest ?? 1) * tile)
        // Strips begin at thirds of a register tile: even lengths are worth more than full register tiles.
        let step = max(1, tile / 3)
        let steps = tiles.divided(roundingUpBy: step)
        let strips = tiles < 16 * threads ? fewest : min(steps, fewest.divided(roundingUpBy: threads) * threads)
        let groups = work.outputs.divided(roundingUpBy: group)
        let ranges = strips >= threads ? 1 : min(groups, threads)
        parallel(strips * ranges) { piece in
            let (strip, range) = (piece / ranges, piece % ranges)
            let (first, end) = (steps * strip / strips * step, min(tiles, steps * (strip + 1) / strips * step))
            var work = work
            // One size for all, so that the pool keeps one block for each thread.
            let byteCount = max(Self.scratchBytes, kernels.winogradScratch(&work, end - first) * 4)
            let scratch = memory.storage(byteCount: byteCount)
            withExtendedLifetime(scratch) {
                kernels.winograd(
                    &work, first, end, groups * range / ranges * group,
                    min(work.outputs, groups * (range + 1) / ranges * group),
                    scratch.address.assumingMemoryBound(to: Float.self))
            }
        }
        if ranges > 1 { normalize(work) }
    }

    /// The norm as a pass of its own, where no thread had all channels of its pixels.
    private func normalize(_ work: kinora_convolution) {
        guard let kernel = work.normalize else { return }
        let channels = work.outputs
        for frame in [work.frames.0, work.frames.1].prefix(work.frameCount) {
            parallelRanges(work.outputHeight * work.outputWidth, grain: Self.grain / channels) { pixels in
                let first = pixels.lowerBound * channels
                kernel(frame.sums + first, work.normWeight, work.silu, frame.normed + first, pixels.count, channels)
            }
        }
    }

    private var convolutionKernels: kinora_convolution_kernels {
        kinora_convolution_kernels_for(instructions.identifier).pointee
    }

    /// Transformed inputs, weights and sums of one Winograd strip.
    private static let scratchBytes = 9 << 20
}

extension ConvolutionGeometry {
    /// Whether there are too few output channels to fill a vector with.
    var isNarrow: Bool { outputChannels <= 3 }

    /// Whether Winograd's algorithm is the faster one, as measured: from 8 input channels on and wherever three or more
    /// tiles of 4 x 4 pixels share the transformed weights.
    func suitsWinograd(output: (height: Int, width: Int)) -> Bool {
        kernel.time <= 3 && kernel.height == 3 && kernel.width == 3 && stride == 1 && inputChannels >= 8
            && !isNarrow
            && output.height.divided(roundingUpBy: 4) * output.width.divided(roundingUpBy: 4) >= 3
    }
}

extension Int {
    fileprivate func divided(roundingUpBy divisor: Int) -> Int { (self + divisor - 1) / divisor }
}

/// Convolution weights as panels of 16 output channels, or as rows where there are too few, arranged when first used.
///
/// Until then the checkpoint's tensor is kept, afterwards only the panels: weights that are never used cost nothing, and
/// those that are used stand in memory once.
final class CPUConvolution: PreparedConvolution {
    struct Arrangement {
        /// [outputs / 16 rounded up, taps, inputs, 16], or [outputs, taps, inputs] for few outputs
        let panels: Tensor
        /// [outputs rounded up to 16]
        let bias: Tensor
        /// [inputs]: what padding reads
        let zeros: Tensor
    }

    let geometry: ConvolutionGeometry
    private var source: (weight: Tensor, bias: Tensor?)?
    private var arranged: Arrangement?

    init(geometry: ConvolutionGeometry, weight: Tensor, bias: Tensor?) {
        self.geometry = geometry
        source = (weight, bias)
    }

    func arrangement(on device: CPUDevice) -> Arrangement {
        if let arranged { return arranged }
        guard let (weight, bias) = source else { preconditionFailure("weights neither arranged nor kept") }
        let (outputs, inputs) = (geometry.outputChannels, geometry.inputChannels)
        let taps = geometry.kernel.time * geometry.kernel.height * geometry.kernel.width
        let panelCount = outputs.divided(roundingUpBy: Int(KINORA_PANEL))
        let arrangement = Arrangement(
            panels: Self.tensor(
                geometry.isNarrow ? [outputs, taps, inputs] : [panelCount, taps, inputs, Int(KINORA_PANEL)]),
            bias: Self.tensor([panelCount * Int(KINORA_PANEL)]), zeros: Self.tensor([inputs]))
        arrangement.zeros.floats.update(repeating: 0)
        arrangement.bias.floats.update(repeating: 0)
        if let bias {
            kinora_widen(bias.address, bias.dtype.kernelKind, arrangement.bias.floats.baseAddress, outputs)
        }
        if geometry.isNarrow {
            let ordered = device.permute(device.widened(weight).reshaped([outputs, inputs, taps]), [0, 2, 1])
            arrangement.panels.floats.baseAddress!.update(from: ordered.floats.baseAddress!, count: ordered.count)
        } else {
            let panels = arrangement.panels.floats.baseAddress
            device.parallel(panelCount) { panel in
                kinora_convolution_arrange(
                    weight.address, weight.dtype.kernelKind, outputs, inputs, taps, panel, panel + 1, panels)
            }
        }
        weight.evict()
        source = nil
        arranged = arrangement
        return arrangement
    }

    /// Memory of its own, not the device's pool: weights live long and have sizes that nothing else has.
    private static func tensor(_ shape: Shape) -> Tensor {
        Tensor(shape: shape, dtype: .float32, storage: .heap(byteCount: shape.count * 4))
    }
}
