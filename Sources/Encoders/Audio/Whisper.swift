import Inference
import NearestCore

/// Whisper: an encoder that hears 30 s of sound, and a decoder that writes down what was said.
/// Radford and others, "Robust Speech Recognition via Large-Scale Weak Supervision", arXiv:2212.04356.
struct Whisper: Sendable {
    static let modelTypes = ["whisper"]

    /// The width of a state.
    let dimensions: Int
    /// Bands of the log-mel picture.
    let bands: Int
    /// States of 30 s of sound.
    let sourcePositions: Int
    /// Tokens that the decoder has positions for.
    let targetPositions: Int
    let vocabulary: Int
    let decoderLayers: Int
    let decoderHeads: Int
    let startToken: Int

    private let encoderLayers: Int
    private let encoderHeads: Int
    private let encoderFeedForward: Int
    private let decoderFeedForward: Int
    private let activation: Activation
    let folder: ModelFolder

    private static let epsilon: Float = 1e-5

    /// Tokens in front of what is written: the start, the language and the task.
    static let promptLength = 3
    /// Positions that leave room for a prompt and for some tokens behind it.
    private static let fewestPositions = 8

    private struct Configuration: Decodable {
        var d_model: Int
        var num_mel_bins: Int
        var max_source_positions: Int
        var max_target_positions: Int
        var vocab_size: Int
        var encoder_layers: Int
        var decoder_layers: Int
        var encoder_attention_heads: Int
        var decoder_attention_heads: Int
        var encoder_ffn_dim: Int
        var decoder_ffn_dim: Int
        var activation_function: String
        var scale_embedding: Bool?
        var decoder_start_token_id: Int
    }

    /// - Throws: `NearestError(.brokenModel)` for a configuration that contradicts itself, `.unknownModel` for
    ///   a variant that is not known here.
    init(_ folder: ModelFolder) throws {
        let configuration = try folder.decode(Configuration.self, from: "config.json")
        let sizes = [
            configuration.d_model, configuration.num_mel_bins, configuration.max_target_positions,
            configuration.vocab_size, configuration.encoder_attention_heads,
            configuration.decoder_attention_heads, configuration.encoder_ffn_dim, configuration.decoder_ffn_dim,
        ]
        guard sizes.allSatisfy({ $0 > 0 }), configuration.encoder_layers >= 0, configuration.decoder_layers >= 0,
            configuration.max_target_positions >= Self.fewestPositions,
            (0..<configuration.vocab_size).contains(configuration.decoder_start_token_id),
            configuration.max_source_positions * 2 == LogMel.frameCount,
            configuration.d_model % configuration.encoder_attention_heads == 0,
            configuration.d_model % configuration.decoder_attention_heads == 0
        else {
            throw NearestError(
                .brokenModel, "\(folder.path)/config.json", "its sizes are impossible or contradict each other",
                remedy: ModelFolder.sizesRemedy)
        }
        guard configuration.scale_embedding != true else {
            throw NearestError(
                .unknownModel, folder.id, "its scaled embeddings are not known here",
                remedy: ModelFolder.variantRemedy)
        }
        dimensions = configuration.d_model
        bands = configuration.num_mel_bins
        sourcePositions = configuration.max_source_positions
        targetPositions = configuration.max_target_positions
        vocabulary = configuration.vocab_size
        decoderLayers = configuration.decoder_layers
        decoderHeads = configuration.decoder_attention_heads
        startToken = configuration.decoder_start_token_id
        encoderLayers = configuration.encoder_layers
        encoderHeads = configuration.encoder_attention_heads
        encoderFeedForward = configuration.encoder_ffn_dim
        decoderFeedForward = configuration.decoder_ffn_dim
        activation = try Activation(named: configuration.activation_function, in: folder)
        self.folder = folder
    }

    /// The names of the networks' inputs and outputs.
    enum Port {
        static let features = "features"
        static let states = "states"
        static let embedding = "embedding"
        static let ids = "ids"
        static let positions = "positions"
        static let penalty = "penalty"
        static let logits = "logits"

        /// What the layer's self-attention keeps of the tokens so far, and gives back with the new ones.
        static func past(_ kind: String, _ layer: Int) -> String { "past-\(kind)-\(layer)" }
        static func present(_ kind: String, _ layer: Int) -> String { "present-\(kind)-\(layer)" }
        /// What the layer attends to of the sound.
        static func cross(_ kind: String, _ layer: Int) -> String { "cross-\(kind)-\(layer)" }

        static let kinds = ["key", "value"]
    }

    /// Pictures in; states, and their mean over time, out.
    func encoderGraph() throws -> OnnxGraph {
        let graph = OnnxGraph(name: folder.id + "-encoder")
        let layer = try layers(in: graph)
        let features = graph.input(Port.features, .f32, ["batch", .fixed(bands), .fixed(LogMel.frameCount)])
        var states = graph.gelu(try convolution(features, "encoder.conv1", from: bands, stride: 1, layer))
        states = graph.gelu(try convolution(states, "encoder.conv2", from: dimensions, stride: 2, layer))
        let positions = try layer.weight("encoder.embed_positions.weight", [sourcePositions, dimensions])
        states = graph.add(graph.transpose(states, [0, 2, 1]), positions)
        for index in 0..<encoderLayers {
            let name = "encoder.layers.\(index)."
            let input = try layer.normalize(states, name + "self_attn_layer_norm", dimensions)
            let attention = Attention(layer: layer, heads: encoderHeads, width: dimensions)
            let mixed = try attention.mix(
                queries: attention.queries(input, name + "self_attn"),
                keys: attention.keys(input, name + "self_attn"),
                values: attention.values(input, name + "self_attn"), penalty: nil, name + "self_attn")
            states = graph.add(states, mixed)
            states = try feedForward(states, name, encoderFeedForward, layer)
        }
        states = try layer.normalize(states, "encoder.layer_norm", dimensions)
        let mean = graph.divide(graph.sum(states, axes: [1]), graph.scalar(Float(sourcePositions)))
        graph.output(states, as: Port.states, ["batch", .fixed(sourcePositions), .fixed(dimensions)])
        graph.output(mean, as: Port.embedding, ["batch", .fixed(dimensions)])
        return graph
    }

    /// The encoder's states in; what each of the decoder's layers attends to of them out. One run a window
    /// spares every token the same products.
    func crossGraph() throws -> OnnxGraph {
        let graph = OnnxGraph(name: folder.id + "-cross")
        let layer = try layers(in: graph)
        let states = graph.input(Port.states, .f32, [1, .fixed(sourcePositions), .fixed(dimensions)])
        let attention = Attention(layer: layer, heads: decoderHeads, width: dimensions)
        for index in 0..<decoderLayers {
            let name = "decoder.layers.\(index).encoder_attn"
            let axes = cacheAxes(.fixed(sourcePositions))
            graph.output(try attention.keys(states, name), as: Port.cross("key", index), axes)
            graph.output(try attention.values(states, name), as: Port.cross("value", index), axes)
        }
        return graph
    }

    /// The next tokens in, with what is kept of those before; the last token's scores for every word of the
    /// vocabulary out, the tokens' states, and what is to be kept.
    func decoderGraph() throws -> OnnxGraph {
        let graph = OnnxGraph(name: folder.id + "-decoder")
        let layer = try layers(in: graph)
        let ids = graph.input(Port.ids, .i64, [1, "tokens"])
        let positions = graph.input(Port.positions, .i64, [1, "tokens"])
        let penalty = graph.input(Port.penalty, .f32, ["tokens", "kept"])
        let words = try layer.weight("decoder.embed_tokens.weight", [vocabulary, dimensions])
        let places = try layer.weight("decoder.embed_positions.weight", [targetPositions, dimensions])
        var states = graph.add(graph.gather(words, ids), graph.gather(places, positions))
        let attention = Attention(layer: layer, heads: decoderHeads, width: dimensions)
        for index in 0..<decoderLayers {
            let name = "decoder.layers.\(index)."
            states = try selfAttention(states, penalty, index, name, attention)
            let input = try layer.normalize(states, name + "encoder_attn_layer_norm", dimensions)
            let mixed = try attention.mix(
                queries: attention.queries(input, name + "encoder_attn"),
                keys: graph.input(Port.cross("key", index), .f32, cacheAxes(.fixed(sourcePositions))),
                values: graph.input(Port.cross("value", index), .f32, cacheAxes(.fixed(sourcePositions))),
                penalty: nil, name + "encoder_attn")
            states = graph.add(states, mixed)
            states = try feedForward(states, name, decoderFeedForward, layer)
        }
        states = try layer.normalize(states, "decoder.layer_norm", dimensions)
        let last = graph.squeeze(graph.slice(states, axis: 1, start: -1, end: Int(Int32.max)), axes: [1])
        graph.output(states, as: Port.states, [1, "tokens", .fixed(dimensions)])
        graph.output(graph.linear(last, weight: words, bias: nil), as: Port.logits, [1, .fixed(vocabulary)])
        return graph
    }

    private func layers(in graph: OnnxGraph) throws -> TransformerLayers {
        let weights = try ModelWeights(
            WeightFiles.tensors(of: folder), folder: folder.path, prefixes: ["model.", ""],
            probe: "encoder.conv1.weight")
        return TransformerLayers(graph: graph, weights: weights, epsilon: Self.epsilon)
    }

    /// Batch × heads × time × width of a head.
    private func cacheAxes(_ time: OnnxGraph.Axis) -> [OnnxGraph.Axis] {
        [1, .fixed(decoderHeads), time, .fixed(dimensions / decoderHeads)]
    }

    /// Three neighbours in time of `inputs` channels become one of `dimensions`.
    private func convolution(
        _ value: OnnxGraph.Value, _ name: String, from inputs: Int, stride: Int, _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        layer.graph.node(
            "Conv",
            [
                value, try layer.weight(name + ".weight", [dimensions, inputs, 3]),
                try layer.weight(name + ".bias", [dimensions]),
            ], ["kernel_shape": .ints([3]), "pads": .ints([1, 1]), "strides": .ints([stride])])
    }

    /// The decoder's attention to its own tokens, the kept ones first.
    private func selfAttention(
        _ states: OnnxGraph.Value, _ penalty: OnnxGraph.Value, _ index: Int, _ name: String,
        _ attention: Attention
    ) throws -> OnnxGraph.Value {
        let graph = attention.layer.graph
        let input = try attention.layer.normalize(states, name + "self_attn_layer_norm", dimensions)
        func keep(_ new: OnnxGraph.Value, _ kind: String) -> OnnxGraph.Value {
            let past = graph.input(Port.past(kind, index), .f32, cacheAxes("past"))
            let all = graph.node("Concat", [past, new], ["axis": .int(2)])
            graph.output(all, as: Port.present(kind, index), cacheAxes("kept"))
            return all
        }
        let mixed = try attention.mix(
            queries: attention.queries(input, name + "self_attn"),
            keys: keep(attention.keys(input, name + "self_attn"), "key"),
            values: keep(attention.values(input, name + "self_attn"), "value"),
            penalty: penalty, name + "self_attn")
        return graph.add(states, mixed)
    }

    private func feedForward(
        _ states: OnnxGraph.Value, _ name: String, _ wide: Int, _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        let input = try layer.normalize(states, name + "final_layer_norm", dimensions)
        let middle = activation.apply(
            try layer.linear(input, name + "fc1", from: dimensions, to: wide), in: layer.graph)
        return layer.graph.add(states, try layer.linear(middle, name + "fc2", from: wide, to: dimensions))
    }
}

/// Multi-head attention in its parts, so that keys and values can come from elsewhere.
private struct Attention {
    let layer: TransformerLayers
    let heads: Int
    let width: Int

    private var perHead: Int { width / heads }

    func queries(_ states: OnnxGraph.Value, _ name: String) throws -> OnnxGraph.Value {
        try split(states, name + ".q_proj")
    }

    /// Whisper's keys have no bias; where the weights hold none, none is added.
    func keys(_ states: OnnxGraph.Value, _ name: String) throws -> OnnxGraph.Value {
        try split(states, name + ".k_proj")
    }

    func values(_ states: OnnxGraph.Value, _ name: String) throws -> OnnxGraph.Value {
        try split(states, name + ".v_proj")
    }

    /// - Parameters:
    ///   - queries: batch × heads × tokens × width of a head; keys and values alike, over their own time.
    ///   - penalty: what is added to the scores: tokens × time.
    func mix(
        queries: OnnxGraph.Value, keys: OnnxGraph.Value, values: OnnxGraph.Value, penalty: OnnxGraph.Value?,
        _ name: String
    ) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let scaled = graph.multiply(queries, graph.scalar(1 / Float(perHead).squareRoot()))
        var scores = graph.matMul(scaled, graph.transpose(keys, [0, 1, 3, 2]))
        if let penalty { scores = graph.add(scores, penalty) }
        let mixed = graph.matMul(graph.softmax(scores), values)
        let joined = graph.reshape(graph.transpose(mixed, [0, 2, 1, 3]), [0, 0, width])
        return try layer.linear(joined, name + ".out_proj", from: width, to: width)
    }

    /// Batch × time × width becomes batch × heads × time × width of a head.
    private func split(_ states: OnnxGraph.Value, _ name: String) throws -> OnnxGraph.Value {
        let projected = try layer.linear(states, name, from: width, to: width)
        return layer.graph.transpose(layer.graph.reshape(projected, [0, 0, heads, perHead]), [0, 2, 1, 3])
    }
}
