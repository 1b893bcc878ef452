import ArgumentParser
import Encoders
import NearestCore
import Remote

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
              nearest embed --model plain/colour-layout cat.jpg
              nearest embed --model openai/whisper-base --transcript interview.mp3
              nearest embed --model api:text-embedding-3-small --text "a whale"
              nearest embed --model intfloat/multilingual-e5-small --purpose query --text "why do whales strand"
              nearest embed --model deepmind/multimodal-perceiver --labels 5 holiday.mp4
            """)

    @Option(
        help: ArgumentHelp(
            "The model, by id, folder or api:NAME.", valueName: "id"))
    var model = ModelLibrary.defaultModel

    @OptionGroup var encoding: EncoderArguments

    @Option(
        help: ArgumentHelp(
            "What the vectors are for, which chooses the model's prompt.",
            valueName: "purpose"))
    var purpose = EncodingPurpose.document

    @Option(parsing: .singleValue, help: ArgumentHelp("A text to embed; may be repeated.", valueName: "s"))
    var text: [String] = []

    @Argument(help: ArgumentHelp("Files, each of which is one input.", valueName: "file"))
    var files: [String] = []

    @Option(help: ArgumentHelp("Also print the N likeliest labels, of a model that predicts them.", valueName: "n"))
    var labels: Int?

    @Flag(help: "Also print what is said in a recording, with moments, of a Whisper model.")
    var transcript = false

    @Option(help: ArgumentHelp("The language of --transcript, such as en (default: as heard).", valueName: "code"))
    var language: String?

    @Flag(help: "Also print the decoder's last states for two start tokens, of the first 30 s and a Whisper model.")
    var decoderStates = false

    @Flag(help: "Print a line of JSON an input (the default).")
    var json = false

    @Option(help: ArgumentHelp("Write a NumPy array, inputs × dimensions, to this file.", valueName: "out"))
    var npy: String?

    func validate() throws {
        if json, npy != nil { throw ValidationError("--json and --npy exclude each other.") }
        if npy != nil, labels != nil || transcript || decoderStates {
            throw ValidationError(
                "--npy holds vectors only: leave --labels, --transcript and --decoder-states out.")
        }
        if language != nil, !transcript { throw ValidationError("--language goes with --transcript.") }
        if let labels, labels < 1 { throw ValidationError("--labels takes a number from 1 on.") }
    }

    func run() throws {
        let interrupts = Interrupts()
        let embedder = try embedder(interrupts.cancellation)
        var all = VectorBatch(dimensions: embedder.encoder.space.dimensions)
        try embedder.run(sources(), cancellation: interrupts.cancellation) { source, answer in
            if npy != nil {
                all.append(answer.vector)
            } else {
                let report = EmbeddingReport(answer, input: source.name, model: embedder.encoder.space.model)
                StandardStreams.print(try JSON.line(report))
            }
        }
        if let npy { try NumpyArray.write(all, to: npy) }
    }

    /// - Throws: `NearestError(.unknownModel)` when a transcript is wanted of a model that writes none.
    private func embedder(_ cancellation: Cancellation) throws -> Embedder {
        if transcript, ApiModelName.name(in: model) != nil {
            throw NearestError(
                .unknownModel, model, "a model behind an API writes down no speech here",
                remedy: "Choose a Whisper model, such as openai/whisper-base.")
        }
        let encoder = try EncoderSource.load(
            model: model, options: encoding.options, cancellation: cancellation, waiting: StandardStreams.sayWaiting
        )
        let library = try EncoderLibrary.standard()
        return Embedder(
            encoder: encoder, purpose: purpose, labels: labels,
            transcriber: transcript ? try library.transcriber(model: model, precision: encoding.precision) : nil,
            language: language, wantsDecoderStates: decoderStates)
    }

    /// The named texts and files; where there are none, the lines of standard input as they come.
    private func sources() -> AnySequence<Embedder.Source> {
        if text.isEmpty, files.isEmpty {
            return AnySequence(sequence(state: ()) { _ in readLine().map { .text($0) } })
        }
        return AnySequence(text.map { .text($0) } + files.map { .file($0) })
    }
}
