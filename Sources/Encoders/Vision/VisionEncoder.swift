import Glibc
import NearestCore
import Tokenizers

/// A model for pictures, and perhaps for text in the same space.
final class VisionEncoder: Encoder, TokenCounter {
    let space: Space

    private let model: VisionModel
    private let network: VisionNetwork
    private let prompts: Prompts
    /// nil where the model reads no text.
    private let tokenizer: LoadedOnce<Tokenizer>?

    init(_ model: VisionModel, precision: Precision, prompts: Prompts = .none) throws {
        self.model = model
        self.prompts = prompts
        space = try model.space(precision: precision, prompts: prompts)
        network = VisionNetwork(model, precision: precision)
        tokenizer = model.architecture.textTower.map { _ in
            LoadedOnce { try Tokenizer(contentsOf: model.folder.path) }
        }
        guard prompts != .none, let tokenizer, let tower = model.architecture.textTower else { return }
        let room = try PromptRoom(tokenizer.value, maximumTokens: tower.maximumTokens, model: model.folder.id)
        _ = try (room.left(by: prompts.query), room.left(by: prompts.document))
    }

    var tokenCounter: (any TokenCounter)? { (try? tokenizer?.value) == nil ? nil : self }

    var passageTokenLimit: Int {
        guard let tower = model.architecture.textTower, let tokenizer = try? tokenizer?.value else { return 1 }
        let room = PromptRoom(tokenizer, maximumTokens: tower.maximumTokens, model: model.folder.id)
        return (try? room.left(by: prompts.document)) ?? 1
    }

    func tokenCount(of text: some StringProtocol) -> Int {
        (try? tokenizer?.value.tokenCount(of: text)) ?? 0
    }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let images = try images(among: inputs)
        let texts = try sequences(among: inputs, purpose, cancellation)
        let seen = try network.embed(images.map(\.image), cancellation: cancellation)
        if texts.isEmpty { return seen }
        let read = try network.embed(tokens: texts.map(\.tokens), cancellation: cancellation)
        if images.isEmpty { return read }
        var values = [Float](repeating: 0, count: inputs.count * space.dimensions)
        func place(_ vector: ArraySlice<Float>, _ row: Int) {
            values.replaceSubrange(row * space.dimensions..<(row + 1) * space.dimensions, with: vector)
        }
        for (index, image) in images.enumerated() { place(seen[index], image.row) }
        for (index, text) in texts.enumerated() { place(read[index], text.row) }
        return VectorBatch(dimensions: space.dimensions, values: values)
    }

    /// For each picture, the likeliest of the model's classes.
    ///
    /// - Throws: `NearestError(.invalidArgument)` for what is no picture.
    func labels(
        of inputs: [EncoderInput], count: Int, names: [String], cancellation: Cancellation
    ) throws -> [[Label]] {
        try network.logits(of: pictures(inputs), cancellation: cancellation)
            .map { Self.labels($0, count: count, names: names) }
    }

    /// The same with the pictures' vectors, from one run.
    func encodeWithLabels(
        _ inputs: [EncoderInput], count: Int, names: [String], cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, labels: [[Label]]) {
        let (vectors, logits) = try network.embedAndScore(pictures(inputs), cancellation: cancellation)
        return (vectors, logits.map { Self.labels($0, count: count, names: names) })
    }

    private func pictures(_ inputs: [EncoderInput]) throws -> [PixelImage] {
        let images = try images(among: inputs)
        guard images.count == inputs.count else {
            throw NearestError(
                .invalidArgument, space.model, "this model names what pictures show, not texts",
                remedy: "Leave --labels out, or give it pictures alone.")
        }
        return images.map(\.image)
    }

    /// The `count` highest scores with their names and their share after softmax, highest first.
    static func labels(_ logits: [Float], count: Int, names: [String]) -> [Label] {
        let highest = logits.max() ?? 0
        let sum = logits.reduce(0) { $0 + exp(Double($1 - highest)) }
        let order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
        return order.prefix(max(0, count)).map { index in
            Label(
                name: names[index], logit: logits[index],
                probability: Float(exp(Double(logits[index] - highest)) / sum))
        }
    }

    private func images(among inputs: [EncoderInput]) throws -> [(row: Int, image: PixelImage)] {
        try inputs.enumerated().compactMap { row, input in
            switch input {
            case .image(let image): return (row, image)
            case .text where tokenizer != nil: return nil
            default:
                let kinds = space.modalities.map(\.rawValue).joined(separator: " and ")
                throw NearestError(
                    .invalidArgument, space.model, "this model reads \(kinds), not \(input.modality.rawValue)",
                    remedy: "Choose another with --model; `nearest models` says what each is for.")
            }
        }
    }

    private func sequences(
        among inputs: [EncoderInput], _ purpose: EncodingPurpose, _ cancellation: Cancellation
    ) throws -> [(row: Int, tokens: [Int32])] {
        guard let tokenizer, let tower = model.architecture.textTower else { return [] }
        return try inputs.enumerated().compactMap { row, input in
            guard case .text(let text) = input else { return nil }
            try cancellation.check()
            let tokens = try tokenizer.value.encode(
                prompts[purpose] + text, maximumLength: tower.maximumTokens
            ).ids
            try UnknownToken.check(tokens, vocabulary: model.vocabulary, tokenizer: model.folder.path)
            // A tokenizer without special tokens gives nothing for an empty text.
            return (row, tokens.isEmpty ? [Int32(tower.paddingID)] : tokens)
        }
    }
}
