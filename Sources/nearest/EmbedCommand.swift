import ArgumentParser
import Encoders
import Foundation
import NearestCore

/// `nearest embed`: the vectors themselves, for scripts and comparisons.
struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the vectors of texts or files.",
        discussion: """
            Each --text and each FILE is one input; without either, every line of standard input is one. A line \
            of JSON an input, or one NumPy array of 32-bit floats with --npy.

              nearest embed --text "a whale" --text "a submarine"
              nearest embed --npy vectors.npy < sentences.txt
              nearest embed --model ./my-model --precision f32 notes.txt
            """)

    @Option(help: ArgumentHelp("The model, by id or folder (default: all-MiniLM-L6-v2).", valueName: "id"))
    var model = ModelLibrary.defaultModel

    @Option(help: "f32 or bf16 (default: bf16 where the processor has it).")
    var precision: Precision?

    @Option(parsing: .singleValue, help: ArgumentHelp("A text to embed; may be repeated.", valueName: "s"))
    var text: [String] = []

    @Argument(help: ArgumentHelp("Files whose whole text is one input each.", valueName: "file"))
    var files: [String] = []

    @Flag(help: "Print a line of JSON an input (the default).")
    var json = false

    @Option(help: ArgumentHelp("Write a NumPy array, inputs × dimensions, to this file.", valueName: "out"))
    var npy: String?

    func validate() throws {
        if json, npy != nil { throw ValidationError("--json and --npy exclude each other.") }
    }

    func run() throws {
        let interrupts = Interrupts()
        let inputs = try inputs()
        let encoder = try EncoderLibrary.standard().load(model: model, precision: precision)
        let vectors = try encoder.encode(
            inputs.map { .text($0.text) }, purpose: .document, cancellation: interrupts.cancellation)
        if let npy {
            try NumpyArray.write(vectors, to: npy)
            return
        }
        for (row, input) in inputs.enumerated() {
            StandardStreams.print(
                try JSON.line(
                    EmbeddingReport(
                        input: input.name, model: encoder.space.model, modality: .text,
                        dimensions: vectors.dimensions, vector: Array(vectors[row]))))
        }
    }

    private func inputs() throws -> [(name: String, text: String)] {
        if text.isEmpty, files.isEmpty {
            var lines: [(String, String)] = []
            while let line = readLine() { lines.append((line, line)) }
            return lines
        }
        return try text.map { ($0, $0) } + files.map { file in (file, try contents(of: file)) }
    }

    private func contents(of file: String) throws -> String {
        do {
            return String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        } catch {
            throw NearestError(.unreadable, file, "cannot be read (\((error as NSError).localizedDescription))")
        }
    }
}

private struct EmbeddingReport: Encodable {
    var input: String
    var model: String
    var modality: Modality
    var dimensions: Int
    var vector: [Float]
}
