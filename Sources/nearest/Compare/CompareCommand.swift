import ArgumentParser
import NearestCore
import Search

/// `nearest compare`: one question, lists side by side.
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the lists that answer a question side by side, by modality or by model.",
        discussion: """
            By modality there is a list for texts, pictures, sounds and films, each over all spaces. By model there is \
            a list for each space that takes the question and one for the full text, with how far they agree: \
            overlap@k, the share of answers that both hold; RBO, the same with the upper ranks counting most; and the \
            ranks of what both found. Below stands how the question's scores lie over everything: a score means \
            something only beside those. Exit code 0: matches; 1: none; 2: an error.

              nearest compare "a lighthouse at night" --by modality
              nearest compare "a lighthouse at night" --by model -k 20
              nearest compare ./cat.jpg --by model --modality image --json
            """)

    @OptionGroup var question: QueryOptions

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("What tells the lists apart: modality or model.", valueName: "axis"))
    var by: Comparison.Axis

    @Option(name: .short, help: ArgumentHelp("How many neighbours each list shows.", valueName: "n"))
    var k = 10

    @Flag(help: "Look at every vector, whatever index there is.")
    var exact = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        if k < 1 { throw ValidationError("-k takes a number from 1 on.") }
    }

    func run() throws {
        let request = try question.request(limit: k, mode: exact ? .exact : .automatic)
        let encoders = EncoderCache(waiting: StandardStreams.sayWaiting)
        let engine = try SearchEngine(location: location.existing(), encoder: encoders.encoder(for:))
        let comparison = try engine.compare(request, by: by, cancellation: Cancellation())
        try withExtendedLifetime((engine, encoders)) {
            if json {
                StandardStreams.print(try JSON.document(ComparisonReport(comparison)))
            } else {
                StandardStreams.print(ComparisonText(comparison, width: TerminalWidth.current).text)
            }
            let isEmpty = comparison.columns.allSatisfy(\.neighbours.isEmpty)
            StandardStreams.end(isEmpty ? ExitStatus.noMatch : .success)
        }
    }
}

extension Comparison.Axis: ExpressibleByArgument {}
