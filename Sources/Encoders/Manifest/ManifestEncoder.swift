import Foundation
import Inference
import NearestCore
import Tokenizers

/// The encoder of a model that a manifest describes. Its network is compiled when the first input is encoded.
final class ManifestEncoder: Encoder, TokenCounter {
    let space: Space

    private let manifest: Manifest
    private let tokenizer: Tokenizer?
    private let prompts: Prompts
    /// Of a text, without special tokens and beside the document prompt.
    let passageTokenLimit: Int
    private let network: LoadedOnce<ManifestNetwork>

    /// What a network says of one input.
    struct Answer {
        var vector: [Float]
        /// Empty where none are wanted.
        var scores: [Float]
    }

    /// - Throws: `NearestError(.invalidArgument)` for a prompt that leaves no room for a text.
    init(
        _ model: ManifestModel, precision: Precision, prompts: Prompts = .none, cache: GraphCache? = .standard
    ) throws {
        space = try model.space(precision: precision, prompts: prompts)
        manifest = model.manifest
        self.prompts = prompts
        if case .text(let text) = model.manifest.input {
            let tokenizer = try Tokenizer(contentsOf: model.folder.file(text.tokenizer))
            let room = PromptRoom(tokenizer, maximumTokens: text.maximumTokens, model: model.folder.id)
            _ = try room.left(by: prompts.query)
            passageTokenLimit = try room.left(by: prompts.document)
            self.tokenizer = tokenizer
        } else {
            tokenizer = nil
            passageTokenLimit = 1
        }
        network = LoadedOnce { try ManifestNetwork(model, precision: precision, cache: cache) }
    }

    var tokenCounter: (any TokenCounter)? { tokenizer == nil ? nil : self }

    func tokenCount(of text: some StringProtocol) -> Int { tokenizer?.tokenCount(of: text) ?? 0 }

    var listener: (any Listener)? {
        if case .audio = manifest.input { self } else { nil }
    }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let answers = try answers(to: inputs, purpose, wantsScores: false, cancellation)
        return VectorBatch(dimensions: space.dimensions, values: answers.flatMap(\.vector))
    }

    /// - Throws: `NearestError(.invalidArgument)` for an input of another modality.
    func answers(
        to inputs: [EncoderInput], _ purpose: EncodingPurpose = .document, wantsScores: Bool,
        _ cancellation: Cancellation
    ) throws -> [Answer] {
        switch manifest.input {
        case .text(let text):
            return try answers(
                to: inputs.map { try prompts[purpose] + self.text(of: $0) }, text, wantsScores, cancellation)
        case .image(let image):
            return try answers(to: inputs.map(self.image(of:)), image, wantsScores, cancellation)
        case .audio:
            return try inputs.map { input in
                try answer(to: ClipSource(clip(of: input)), wantsScores: wantsScores, cancellation)
            }
        }
    }

    // MARK: - Pictures

    private func answers(
        to images: [PixelImage], _ image: ManifestImage, _ wantsScores: Bool, _ cancellation: Cancellation
    ) throws -> [Answer] {
        if images.isEmpty { return [] }
        let network = try network.value
        let processors = ProcessInfo.processInfo.activeProcessorCount
        return try stride(from: 0, to: images.count, by: network.batch).flatMap { start in
            try cancellation.check()
            let part = images[start..<min(images.count, start + network.batch)]
            let prepared = try Workers.map(part.count, limit: processors) { index in
                image.values(of: part[part.startIndex + index])
            }
            let feed = ManifestNetwork.Feed(port: image.port, numbers: image.type.numbers(prepared.flatMap(\.self)))
            return try answers([feed], count: part.count, content: image.shape, wantsScores: wantsScores)
        }
    }

    // MARK: - Texts

    private func answers(
        to texts: [String], _ text: ManifestText, _ wantsScores: Bool, _ cancellation: Cancellation
    ) throws -> [Answer] {
        guard let tokenizer, !texts.isEmpty else { return [] }
        let sequences = texts.map { tokenizer.encode($0, maximumLength: text.maximumTokens) }
        let network = try network.value
        let lengths = sequences.map { network.fixedLength ?? max(1, $0.ids.count) }
        var answers = [Answer](repeating: Answer(vector: [], scores: []), count: texts.count)
        for batch in LengthBatches.plan(lengths: lengths, longest: network.fixedLength ?? text.maximumTokens) {
            for start in stride(from: 0, to: batch.rows.count, by: network.batch) {
                try cancellation.check()
                let rows = batch.rows[start..<min(batch.rows.count, start + network.batch)]
                let length = batch.length
                let feeds = Self.feeds(rows.map { sequences[$0] }, length: length, text)
                let part = try self.answers(
                    feeds, count: rows.count, content: [length], wantsScores: wantsScores,
                    tokens: rows.map { max(1, sequences[$0].ids.count) })
                for (row, answer) in zip(rows, part) { answers[row] = answer }
            }
        }
        return answers
    }

    /// Every sequence filled up to `length` tokens.
    private static func feeds(
        _ sequences: [Tokenizers.Encoding], length: Int, _ text: ManifestText
    ) -> [ManifestNetwork.Feed] {
        func feed(_ port: PortReference?, padding: Int, _ values: (Tokenizers.Encoding) -> [Int32])
            -> ManifestNetwork.Feed?
        {
            guard let port else { return nil }
            let numbers = sequences.flatMap { sequence in
                let values = values(sequence).prefix(length)
                return values.map(Int64.init) + repeatElement(Int64(padding), count: length - values.count)
            }
            return ManifestNetwork.Feed(port: port, numbers: text.type.numbers(numbers))
        }
        return [
            feed(text.ids, padding: text.padding, \.ids),
            feed(text.mask, padding: 0) { Array(repeating: 1, count: $0.ids.count) },
            feed(text.types, padding: 0, \.typeIDs),
        ].compactMap(\.self)
    }

    // MARK: - Every kind

    private func answers(
        _ feeds: [ManifestNetwork.Feed], count: Int, content: [Int], wantsScores: Bool, tokens: [Int]? = nil
    ) throws -> [Answer] {
        let scores = wantsScores ? manifest.scores : nil
        let outputs = try network.value.run(
            feeds, count: count, content: content,
            outputs: [manifest.embedding.port] + (scores.map { [$0.port] } ?? []))
        return try (0..<count).map { row in
            let vector = try manifest.embedding.vector(of: outputs[0][row], tokens: tokens?[row], space.model)
            return Answer(
                // A recording's windows are averaged first.
                vector: isAudio ? vector : manifest.embedding.finished(vector.map(Double.init), count: 1),
                scores: try scores?.scores(of: outputs[1][row], space.model) ?? [])
        }
    }

    private var isAudio: Bool {
        if case .audio = manifest.input { true } else { false }
    }

    private func text(of input: EncoderInput) throws -> String {
        guard case .text(let text) = input else { throw unfit(input) }
        return text
    }

    private func image(of input: EncoderInput) throws -> PixelImage {
        guard case .image(let image) = input else { throw unfit(input) }
        return image
    }

    private func clip(of input: EncoderInput) throws -> AudioClip {
        guard case .audio(let clip) = input else { throw unfit(input) }
        guard clip.rate == rate else {
            throw NearestError(.invalidArgument, space.model, "hears sound at \(rate) Hz, not at \(clip.rate) Hz")
        }
        return clip
    }

    private func unfit(_ input: EncoderInput) -> NearestError {
        NearestError(
            .invalidArgument, space.model,
            "this model reads \(manifest.input.modality.rawValue), not \(input.modality.rawValue)",
            remedy: "Choose another with --model; `nearest models` says what each is for.")
    }
}

// MARK: - Sound

extension ManifestEncoder: Listener {
    /// 16 kHz for a model that hears nothing.
    var rate: Int {
        if case .audio(let audio) = manifest.input { audio.rate } else { 16_000 }
    }

    func hear(
        _ sound: any SoundSource, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label]) {
        guard labelCount == 0 || manifest.scores != nil else {
            throw NearestError(
                .invalidArgument, space.model, "this model predicts no labels",
                remedy: "Leave --labels out, or choose a classifier; `nearest models` says which are.")
        }
        let answer = try answer(to: sound, wantsScores: labelCount > 0, cancellation)
        return (answer.vector, manifest.scores?.labels(of: answer.scores, count: labelCount) ?? [])
    }

    /// The mean over a recording's windows.
    private func answer(
        to sound: any SoundSource, wantsScores: Bool, _ cancellation: Cancellation
    ) throws -> Answer {
        guard case .audio(let audio) = manifest.input else {
            throw NearestError(
                .invalidArgument, space.model, "this model hears no sound",
                remedy: "Choose another with --model; `nearest models` says what each is for.")
        }
        let windows = SoundWindows(sound, length: audio.length, hop: audio.hop)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        var vector = [Double](repeating: 0, count: space.dimensions)
        var scores = [Double](repeating: 0, count: wantsScores ? manifest.scores?.labels.count ?? 0 : 0)
        var count = 0
        let batch = try network.value.batch
        while true {
            try cancellation.check()
            // Several batches at a time, so that all processors have windows to prepare.
            let part = try windows.next(max(batch, min(2 * processors, audio.windowsAtOnce)), cancellation)
            if part.isEmpty { break }
            let prepared = try Workers.map(part.count, limit: processors) { audio.values(of: part[$0]) }
            for start in stride(from: 0, to: prepared.count, by: batch) {
                let rows = prepared[start..<min(prepared.count, start + batch)]
                let feed = ManifestNetwork.Feed(port: audio.port, numbers: audio.type.numbers(rows.flatMap(\.self)))
                let answers = try answers([feed], count: rows.count, content: audio.shape, wantsScores: wantsScores)
                for answer in answers {
                    for (index, value) in answer.vector.enumerated() { vector[index] += Double(value) }
                    for (index, value) in answer.scores.enumerated() { scores[index] += Double(value) }
                }
            }
            count += part.count
        }
        guard count > 0 else {
            throw NearestError(.invalidArgument, space.model, "cannot hear a sound of no length")
        }
        return Answer(
            vector: manifest.embedding.finished(vector, count: count),
            scores: scores.map { Float($0 / Double(count)) })
    }
}
