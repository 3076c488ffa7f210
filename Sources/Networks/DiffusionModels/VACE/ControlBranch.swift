import Checkpoints
import NeuralLayers
import Tensors

/// VACE's branch beside a Wan transformer: blocks that read the control latent and add hints to the tokens.
///
/// The branch begins with the tokens as they are before the first block, plus the projected control. Each of its blocks
/// changes that state, and its projection is added to the tokens behind one of the transformer's blocks.
/// - Source: Jiang et al. 2025, "VACE: All-in-One Video Creation and Editing", section 3.3; `WanVACETransformer3DModel` in
///   diffusers.
struct ControlBranch {
    private let patchEmbedding: Linear
    private let projectIn: Linear
    let blocks: [WanBlock]
    private let projectOut: [Linear]
    private let hintIndex: [Int: Int]

    /// - Parameter layers: the transformer's blocks that get hints, in order, the first one among them.
    init(
        _ root: WeightScope, _ configuration: WanTransformerConfiguration, layers: [Int]
    ) throws(CheckpointError) {
        let (channels, inputs) = (configuration.innerDim, configuration.vaceInChannels)
        let embedding = root["vace_patch_embedding"]
        patchEmbedding = Linear(
            weight: try embedding.tensor("weight", Shape([channels, inputs] + configuration.patchSize))
                .reshaped([channels, inputs * configuration.patchSize.reduce(1, *)]),
            bias: try embedding.tensor("bias", [channels]))
        let scope = root["vace_blocks"]
        projectIn = try Linear(scope[0]["proj_in"], inputs: channels, outputs: channels)
        var (blocks, projectOut) = ([WanBlock](), [Linear]())
        for index in layers.indices {
            blocks.append(try WanBlock(scope[index], configuration))
            projectOut.append(try Linear(scope[index]["proj_out"], inputs: channels, outputs: channels))
        }
        (self.blocks, self.projectOut) = (blocks, projectOut)
        hintIndex = Dictionary(uniqueKeysWithValues: layers.enumerated().map { ($1, $0) })
    }

    /// What all steps need of a control latent.
    /// - Parameter patches: [L, vaceInChannels * patch]
    /// - Returns: [L, C]
    func embed(_ patches: Tensor, on device: any Device) -> Tensor {
        projectIn(patchEmbedding(patches, on: device), on: device)
    }

    /// Keys and values of the text for each of the branch's blocks.
    func textLayers(of hidden: Tensor, on device: any Device) -> [KeysAndValues] {
        blocks.map { $0.textAttention.keysAndValues(of: hidden, on: device) }
    }

    /// Which of the branch's blocks gives the hint behind a block of the transformer; nil where none does.
    func hint(behind block: Int) -> Int? { hintIndex[block] }

    /// Adds a hint to the tokens.
    /// - Parameters:
    ///   - state: as the hint's block left it, of the tokens' shape.
    ///   - gate: what the hint is multiplied with, [C], or nil for 1.
    func add(_ hint: Int, from state: Tensor, gate: Tensor?, to tokens: Tensor, on device: any Device) {
        projectOut[hint].accumulate(state, gate: gate, into: tokens, on: device)
    }
}
