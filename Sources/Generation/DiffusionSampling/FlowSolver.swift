import Tensors

/// A method of following a velocity field from noise to data, one step of the schedule a time.
///
/// A model of rectified flow predicts v = noise - data at the point x = (1 - sigma) data + sigma noise; its solver
/// integrates dx/dsigma = v from sigma = 1 to 0 (Liu et al. 2022, "Flow Straight and Fast"; Lipman et al. 2022, "Flow
/// Matching for Generative Modeling"). A solver remembers earlier steps, so each clip needs a fresh one.
public protocol FlowSolver {
    /// What the network is told at each step, in 0...1000 for a model trained with 1000 timesteps.
    var timesteps: [Float] { get }

    /// Noise levels: one for each step and the one reached at the end.
    var sigmas: [Float] { get }

    /// How many tensors of the sample's shape a step has at most at a time, with what it remembers of earlier ones.
    var tensorsAtOnce: Int { get }

    /// The sample at `sigmas[index + 1]`.
    /// - Parameters:
    ///   - velocity: what the network predicted at `timesteps[index]`, after guidance; the shape of `sample`.
    ///   - index: 0, 1, 2 and so on: no step may be left out.
    ///   - sample: the noise for the first step, then what the last step returned.
    mutating func step(velocity: Tensor, at index: Int, sample: Tensor, on device: any Device) -> Tensor
}
