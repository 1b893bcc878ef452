import ArgumentParser
import Encoders
import Foundation
import NearestCore

/// `nearest embed`: the vectors themselves, for scripts and comparisons.
struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the vectors of texts or files.",
        discussion: """
            Each --text and each FILE is one input; without either, every line of standard input is one. A FILE is \
            a picture for a model that reads pictures, a recording for one that hears, a film for one that sees \
            films, and a text for others. A line of JSON an input, or one NumPy array of 32-bit floats with --npy.

              nearest embed --text "a whale" --text "a submarine"
              nearest embed --npy vectors.npy < sentences.txt
              nearest embed --model ./my-model --precision f32 notes.txt
              nearest embed --model microsoft/resnet-50 --labels 5 cat.jpg
              nearest embed --model openai/whisper-base interview.mp3
              nearest embed --model api:text-embedding-3-small --text "a whale"
              nearest embed --model intfloat/multilingual-e5-small --purpose query --text "why do whales strand"
              nearest embed --model deepmind/multimodal-perceiver --labels 5 holiday.mp4
            """)

    @Option(
        help: ArgumentHelp(
            "The model, by id, folder or api:NAME (default: all-MiniLM-L6-v2).", valueName: "id"))
    var model = ModelLibrary.defaultModel

    @OptionGroup var encoding: EncoderArguments

    @Option(
        help: ArgumentHelp(
            "What the vectors are for, query or document, which chooses the model's prompt.",
            valueName: "purpose"))
    var purpose = EncodingPurpose.document

    @Option(parsing: .singleValue, help: ArgumentHelp("A text to embed; may be repeated.", valueName: "s"))
    var text: [String] = []

    @Argument(help: ArgumentHelp("Files, each of which is one input.", valueName: "file"))
    var files: [String] = []

    @Option(help: ArgumentHelp("Also print the N likeliest labels, of a model that predicts them.", valueName: "n"))
    var labels: Int?

    @Flag(help: "Print a line of JSON an input (the default).")
    var json = false

    @Option(help: ArgumentHelp("Write a NumPy array, inputs × dimensions, to this file.", valueName: "out"))
    var npy: String?

    /// Pictures or films that are in memory at once.
    private static let picturesAtOnce = 8

    func validate() throws {
        if json, npy != nil { throw ValidationError("--json and --npy exclude each other.") }
        if labels != nil, npy != nil { throw ValidationError("--labels and --npy exclude each other.") }
        if let labels, labels < 1 { throw ValidationError("--labels takes a number from 1 on.") }
    }

    func run() throws {
        let interrupts = Interrupts()
        let encoder = try EncoderSource.load(model: model, options: encoding.options)
        let classifier = try classifier(encoder)
        let sources = sources()
        let reader = EmbeddingInputReader(encoder)
        var all = VectorBatch(dimensions: encoder.space.dimensions)
        // Texts run together best; pictures would fill the memory, and recordings are heard one by one.
        let showsPictures = encoder.space.modalities.contains { $0 == .image || $0 == .video }
        let step =
            encoder.listener != nil ? 1 : showsPictures ? Self.picturesAtOnce : max(1, sources.count)
        for start in stride(from: 0, to: sources.count, by: step) {
            let part = Array(sources[start..<min(start + step, sources.count)])
            let answers = try answers(to: part, encoder, classifier, reader, interrupts.cancellation)
            for (source, answer) in zip(part, answers) {
                if npy != nil {
                    all.append(answer.vector)
                    continue
                }
                StandardStreams.print(
                    try JSON.line(
                        EmbeddingReport(
                            input: source.name, model: encoder.space.model, modality: answer.modality,
                            dimensions: answer.vector.count, vector: answer.vector,
                            labels: answer.labels?.map(LabelReport.init))))
            }
        }
        if let npy { try NumpyArray.write(all, to: npy) }
    }

    private struct Answer {
        var modality: Modality
        var vector: [Float]
        var labels: [Label]?
    }

    private func answers(
        to sources: [EmbeddingInputReader.Source], _ encoder: any Encoder, _ classifier: (any Classifier)?,
        _ reader: EmbeddingInputReader, _ cancellation: Cancellation
    ) throws -> [Answer] {
        if let listener = encoder.listener, case .file(let path)? = sources.first, sources.count == 1 {
            let heard = try reader.hear(path, with: listener, labelCount: labels ?? 0, cancellation: cancellation)
            return [
                Answer(modality: .audio, vector: heard.vector, labels: labels == nil ? nil : heard.labels)
            ]
        }
        let inputs = try sources.map(reader.read)
        let vectors = try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
        let names = try labels.flatMap { count in
            try classifier?.labels(of: inputs, count: count, cancellation: cancellation)
        }
        return inputs.indices.map { row in
            Answer(modality: inputs[row].modality, vector: Array(vectors[row]), labels: names?[row])
        }
    }

    private func sources() -> [EmbeddingInputReader.Source] {
        if text.isEmpty, files.isEmpty {
            var lines: [EmbeddingInputReader.Source] = []
            while let line = readLine() { lines.append(.text(line)) }
            return lines
        }
        return text.map { .text($0) } + files.map { .file($0) }
    }

    /// - Throws: `NearestError(.invalidArgument)` when labels are wanted of a model that predicts none.
    private func classifier(_ encoder: any Encoder) throws -> (any Classifier)? {
        if labels == nil { return nil }
        guard let classifier = encoder as? any Classifier else {
            throw NearestError(
                .invalidArgument, encoder.space.model, "this model predicts no labels",
                remedy: "Leave --labels out, or choose a classifier; `nearest models` says which are.")
        }
        return classifier
    }
}

private struct EmbeddingReport: Encodable {
    var input: String
    var model: String
    var modality: Modality
    var dimensions: Int
    var vector: [Float]
    var labels: [LabelReport]?
}

private struct LabelReport: Encodable {
    var name: String
    var logit: Float
    var probability: Float

    init(_ label: Label) {
        name = label.name
        logit = label.logit
        probability = label.probability
    }
}
