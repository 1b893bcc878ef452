import Inference
import NearestCore

/// The Perceiver that was trained to rebuild films from their pictures, their sound and a label. Its embedding is
/// the mean of the last latents. The label is masked, as it was in training; the decoder's answer for it classifies
/// the film. What it would rebuild of pictures and sound is not computed.
///
/// Jaegle and others, "Perceiver IO: A General Architecture for Structured Inputs & Outputs", arXiv:2107.14795.
struct Perceiver: Sendable {
    static let modelTypes = ["perceiver"]

    let configuration: PerceiverConfiguration
    /// Classes that it predicts.
    let classes: Int
    private let weights: ModelWeights
    /// Of a token that comes in.
    private let tokenWidth: Int
    private let soundBands: Int
    private let pictureBands: Int
    /// Of the decoder's query for the label, and of its own part, which padding follows.
    private let queryWidth: Int
    private let labelWidth: Int

    /// PyTorch's own where a model says nothing else, and this one does not.
    private static let epsilon: Float = 1e-5

    /// The names of the network's inputs and outputs.
    enum Port {
        static let pixels = "pixels"
        static let sound = "sound"
        static let embedding = "embedding"
        static let logits = "logits"
    }

    /// - Throws: `NearestError(.brokenModel)` for files that contradict each other, `.unknownModel` for a Perceiver
    ///   that was made for something else than films.
    init(_ folder: ModelFolder, tensors: [String: ExternalTensor]) throws {
        configuration = try PerceiverConfiguration(folder)
        let weights = ModelWeights(
            tensors, folder: folder.path, prefixes: ["perceiver.", ""], probe: "embeddings.latents")
        self.weights = weights
        func width(_ name: String) throws -> Int {
            guard let width = weights.dimensions(of: name)?.last, width > 0 else {
                throw NearestError(
                    .unknownModel, folder.id, "this Perceiver was not made for films: it has no \(name)",
                    remedy: "Choose deepmind/multimodal-perceiver.")
            }
            return width
        }
        tokenWidth = try width("input_preprocessor.mask.label")
        // How many frequencies tell positions is not in the configuration, but padding fills up what they leave.
        let sound = tokenWidth - (try width("input_preprocessor.padding.audio")) - configuration.samplesPerPatch
        let picture = tokenWidth - (try width("input_preprocessor.padding.image")) - Self.patchValues
        guard sound > 1, (sound - 1) % 2 == 0, picture > 3, (picture - 3) % 6 == 0 else {
            throw NearestError(
                .brokenModel, folder.path, "its padding leaves no room for the positions that config.json promises",
                remedy: "Fetch the model again; its config.json and weights do not belong together.")
        }
        soundBands = (sound - 1) / 2
        pictureBands = (picture - 3) / 6
        labelWidth = try width("decoder.modalities.label.decoder.output_position_encodings.position_embeddings")
        queryWidth = try labelWidth + width("decoder.padding.label")
        classes = try width("output_postprocessor.modalities.label.classifier.bias")
        try checkHeads(folder)
    }

    /// Numbers of a patch of a picture.
    private static let patchValues = 3 * PerceiverConfiguration.patch * PerceiverConfiguration.patch

    private func checkHeads(_ folder: ModelFolder) throws {
        let (key, value) = crossWidths
        guard key % configuration.crossHeads == 0, value % configuration.crossHeads == 0 else {
            throw NearestError(
                .brokenModel, "\(folder.path)/config.json", "num_cross_attention_heads does not divide its widths",
                remedy: ModelFolder.sizesRemedy)
        }
    }

    /// Of keys and values in the attention of latents to tokens.
    private var crossWidths: (key: Int, value: Int) {
        if let key = configuration.keyWidth { return (key, configuration.valueWidth ?? key) }
        let key = configuration.matchesInputs ? tokenWidth : configuration.width
        return (key, configuration.valueWidth ?? key)
    }

    /// Films in; embeddings, and the classes' scores, out.
    ///
    /// Pixels are batch × pictures × height × width × 3 of 8 bits, sound is batch × samples in −1…1.
    func graph(name: String) throws -> OnnxGraph {
        let graph = OnnxGraph(name: name)
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: Self.epsilon)
        let pixels = graph.input(
            Port.pixels, .u8,
            ["batch", .fixed(configuration.frames), .fixed(configuration.side), .fixed(configuration.side), 3])
        let groups = try [sounds(layer), pictures(pixels, layer), label(of: pixels, layer)]
        let tokens = groups.map { ($0, $0.normalized(epsilon: Self.epsilon, in: graph)) }
        let initial = try layer.weight("embeddings.latents", [configuration.latents, configuration.width])
        let (keyWidth, valueWidth) = crossWidths
        var states = try PerceiverAttention(
            layer: layer, heads: configuration.crossHeads, width: configuration.width, inputWidth: tokenWidth,
            keyWidth: keyWidth, valueWidth: valueWidth, widening: configuration.crossWidening,
            addsQueries: configuration.addsQueries, activation: configuration.activation
        ).attend(initial, toMany: tokens, "encoder.cross_attention.")
        let own = PerceiverAttention(
            layer: layer, heads: configuration.selfHeads, width: configuration.width,
            inputWidth: configuration.width, keyWidth: configuration.keyWidth ?? configuration.width,
            valueWidth: configuration.width, widening: configuration.selfWidening, addsQueries: true,
            activation: configuration.activation)
        for _ in 0..<configuration.blocks {
            for index in 0..<configuration.layers {
                states = try own.toThemselves(states, "encoder.self_attends.\(index).")
            }
        }
        graph.output(
            graph.mean(states, axes: [1]), as: Port.embedding, ["batch", .fixed(configuration.width)])
        graph.output(try logits(states, layer), as: Port.logits, ["batch", .fixed(classes)])
        return graph
    }

    /// Stretches of sound, each with its place in time.
    private func sounds(_ layer: TransformerLayers) throws -> TokenGroup {
        let samples = configuration.frames * configuration.samplesPerFrame
        let sound = layer.graph.input(Port.sound, .f32, ["batch", .fixed(samples)])
        let count = samples / configuration.samplesPerPatch
        let positions = FourierPositions(lengths: [count], resolutions: [samples], bands: soundBands)
        let patches = layer.graph.reshape(sound, [0, count, configuration.samplesPerPatch])
        return try group("audio", patches, configuration.samplesPerPatch, positions, layer)
    }

    /// Squares of the pictures, line by line and colour by colour within, each with its place in time and picture.
    private func pictures(_ pixels: OnnxGraph.Value, _ layer: TransformerLayers) throws -> TokenGroup {
        let graph = layer.graph
        let (frames, grid) = (configuration.frames, configuration.grid)
        let values = graph.divide(graph.cast(pixels, to: .f32), graph.scalar(255))
        let patch = PerceiverConfiguration.patch
        let squares = graph.transpose(
            graph.reshape(values, [0, frames, grid, patch, grid, patch, 3]), [0, 1, 2, 4, 3, 5, 6])
        let positions = FourierPositions(
            lengths: [frames, grid, grid], resolutions: [frames, grid, grid], bands: pictureBands)
        let patches = graph.reshape(squares, [0, frames * grid * grid, Self.patchValues])
        return try group("image", patches, Self.patchValues, positions, layer)
    }

    private func group(
        _ name: String, _ patches: OnnxGraph.Value, _ width: Int, _ positions: FourierPositions,
        _ layer: TransformerLayers
    ) throws -> TokenGroup {
        let ownWidth = width + positions.width
        let count = positions.lengths.reduce(1, *)
        let filling = try layer.weight("input_preprocessor.padding.\(name)", [1, tokenWidth - ownWidth])
        let places = repeated(
            positions.table(in: layer.graph), [count, positions.width], asOften: patches, layer.graph)
        return TokenGroup(
            own: layer.graph.concatenate([patches, places], axis: 2), ownWidth: ownWidth, filling: filling,
            width: tokenWidth, count: count)
    }

    /// One value, of the given sizes after its first axis, for every film of a batch.
    ///
    /// Where it is only added to something that is summed up over a batch's tokens, OpenVINO 2026.4 adds the places
    /// of the batch instead of the tokens'; so it is repeated first.
    private func repeated(
        _ value: OnnxGraph.Value, _ sizes: [Int], asOften films: OnnxGraph.Value, _ graph: OnnxGraph
    ) -> OnnxGraph.Value {
        let batch = graph.slice(graph.shape(of: films), axis: 0, start: 0, end: 1)
        let others = graph.constant(sizes.map(Int64.init), [sizes.count])
        return graph.expand(value, to: graph.concatenate([batch, others], axis: 0))
    }

    /// The token that stands for a label nobody gave, in every film alike.
    private func label(of pixels: OnnxGraph.Value, _ layer: TransformerLayers) throws -> TokenGroup {
        let graph = layer.graph
        let mask = graph.unsqueeze(try layer.weight("input_preprocessor.mask.label", [1, tokenWidth]), axes: [0])
        return TokenGroup(
            own: repeated(mask, [1, tokenWidth], asOften: pixels, graph), ownWidth: tokenWidth, filling: nil,
            width: tokenWidth, count: 1)
    }

    /// What the decoder says when it is asked for the label: batch × classes.
    private func logits(_ states: OnnxGraph.Value, _ layer: TransformerLayers) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let own = try layer.weight(
            "decoder.modalities.label.decoder.output_position_encodings.position_embeddings", [1, labelWidth])
        let padding = try layer.weight("decoder.padding.label", [1, queryWidth - labelWidth])
        let query = graph.unsqueeze(graph.concatenate([own, padding], axis: 1), axes: [0])
        let width = configuration.matchesInputs ? configuration.width : queryWidth
        let attention = PerceiverAttention(
            layer: layer, heads: 1, width: queryWidth, inputWidth: configuration.width, keyWidth: width,
            valueWidth: width, widening: 1, addsQueries: false, activation: configuration.activation)
        let answer = try attention.attend(query, toFew: states, "decoder.decoder.decoding_cross_attention.")
        let output = try layer.linear(
            answer, "decoder.decoder.final_layer", from: queryWidth, to: configuration.outputWidth)
        let scores = try layer.linear(
            output, "output_postprocessor.modalities.label.classifier", from: configuration.outputWidth, to: classes
        )
        return graph.squeeze(scores, axes: [1])
    }
}
