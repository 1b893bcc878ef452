import NearestCore

/// The sizes of a Perceiver for films, from `config.json`; what the file leaves out is as in the reference.
struct PerceiverConfiguration: Sendable {
    let latents: Int
    /// Of a latent, and so of the embedding.
    let width: Int
    let blocks: Int
    /// Self-attention layers of a block; every block has the same ones.
    let layers: Int
    let selfHeads: Int
    let crossHeads: Int
    /// Of queries and keys, and of values, where they are not as wide as what they are made of.
    let keyWidth: Int?
    let valueWidth: Int?
    /// Whether queries of cross-attention are as wide as what they attend to, or as what they come from.
    let matchesInputs: Bool
    let selfWidening: Int
    let crossWidening: Int
    let activation: Activation
    /// Whether the latents are added to what they attended to.
    let addsQueries: Bool
    let frames: Int
    /// Patches along each side of a picture.
    let grid: Int
    let samplesPerFrame: Int
    let samplesPerPatch: Int
    /// Of the decoder's answer before it is projected to classes.
    let outputWidth: Int

    /// The side of a patch in pixels; the reference has no other.
    static let patch = 4
    /// Samples of sound a second that the model was trained on.
    static let soundRate = 48_000

    private struct File: Decodable {
        var num_latents: Int?
        var d_latents: Int?
        var num_blocks: Int?
        var num_self_attends_per_block: Int?
        var num_self_attention_heads: Int?
        var num_cross_attention_heads: Int?
        var qk_channels: Int?
        var v_channels: Int?
        var cross_attention_shape_for_attention: String?
        var self_attention_widening_factor: Int?
        var cross_attention_widening_factor: Int?
        var hidden_act: String?
        var use_query_residual: Bool?
        var image_size: Int?
        var num_frames: Int?
        var audio_samples_per_frame: Int?
        var samples_per_patch: Int?
        var output_num_channels: Int?
    }

    /// - Throws: `NearestError(.brokenModel)` for sizes that are impossible or contradict each other,
    ///   `.unknownModel` for a variant that is not known here.
    init(_ folder: ModelFolder) throws {
        let file = try folder.decode(File.self, from: "config.json")
        latents = file.num_latents ?? 256
        width = file.d_latents ?? 1280
        blocks = file.num_blocks ?? 1
        layers = file.num_self_attends_per_block ?? 26
        selfHeads = file.num_self_attention_heads ?? 8
        crossHeads = file.num_cross_attention_heads ?? 8
        keyWidth = file.qk_channels
        valueWidth = file.v_channels
        selfWidening = file.self_attention_widening_factor ?? 1
        crossWidening = file.cross_attention_widening_factor ?? 1
        activation = try Activation(named: file.hidden_act ?? "gelu", in: folder)
        addsQueries = file.use_query_residual ?? true
        frames = file.num_frames ?? 16
        grid = file.image_size ?? 56
        samplesPerFrame = file.audio_samples_per_frame ?? 1920
        samplesPerPatch = file.samples_per_patch ?? 16
        outputWidth = file.output_num_channels ?? 512
        let shape = file.cross_attention_shape_for_attention ?? "kv"
        guard shape == "kv" || shape == "q" else {
            throw NearestError(
                .unknownModel, folder.id, "its cross-attention of shape \(shape) is not known here",
                remedy: "`nearest models list` names models that work.")
        }
        matchesInputs = shape == "kv"
        try check("\(folder.path)/config.json")
    }

    private func check(_ file: String) throws {
        let sizes = [
            latents, width, blocks, layers, selfHeads, crossHeads, keyWidth ?? 1, valueWidth ?? 1, selfWidening,
            crossWidening, frames, grid, samplesPerFrame, samplesPerPatch, outputWidth,
        ]
        // The bounds keep every product below within an Int, and a graph within memory.
        guard sizes.allSatisfy({ (1...65_536).contains($0) }), blocks * layers <= 1024,
            frames <= 1024, frames * grid * grid <= 1 << 22, samplesPerFrame <= Self.soundRate,
            frames * samplesPerFrame <= 1 << 22, frames * samplesPerFrame % samplesPerPatch == 0,
            (keyWidth ?? width) % selfHeads == 0,
            (valueWidth ?? keyWidth ?? width) == width, width % selfHeads == 0
        else {
            throw NearestError(
                .brokenModel, file, "its sizes are impossible or contradict each other",
                remedy: ModelFolder.sizesRemedy)
        }
    }

    /// The side of a picture in pixels.
    var side: Int { grid * Self.patch }

    /// What the model looks at: 16 pictures at 25 a second, for the published one.
    var sampling: VideoSampling {
        VideoSampling(
            frames: frames, frameRate: Double(Self.soundRate) / Double(samplesPerFrame), soundRate: Self.soundRate)
    }
}
