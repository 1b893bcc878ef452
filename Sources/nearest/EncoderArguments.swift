import ArgumentParser
import Encoders
import NearestCore

/// The options of a command that chooses how a model encodes.
struct EncoderArguments: ParsableArguments {
    @Option(help: "Arithmetic of the model (default: bf16 where the processor has it).")
    var precision: Precision?

    @Option(
        help: ArgumentHelp(
            "Keep the first N values of each vector, of a model trained for it (default: all).", valueName: "n"))
    var dimensions: Int?

    @Option(
        help: ArgumentHelp(
            "Put this before a query's text; '' for nothing (default: the model's own prompt).", valueName: "s"))
    var queryPrompt: String?

    @Option(
        help: ArgumentHelp(
            "Put this before a document's text; '' for nothing (default: the model's own prompt).", valueName: "s"))
    var documentPrompt: String?

    var options: EncoderOptions {
        EncoderOptions(
            precision: precision, dimensions: dimensions, queryPrompt: queryPrompt, documentPrompt: documentPrompt)
    }

    func validate() throws {
        if let dimensions, dimensions < 1 { throw ValidationError("--dimensions takes a number from 1 on.") }
    }
}
