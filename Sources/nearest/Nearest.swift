import ArgumentParser
import Encoders

/// The program's entry: what it can do, and nothing of how.
@main
struct Nearest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nearest",
        abstract: "Search a folder by meaning.",
        discussion: """
            Without a command, nearest explores: it indexes the folder and opens the explorer, in which every \
            keystroke searches.

              nearest ~/papers                      index and explore a folder
              nearest index ~/papers                only bring its index up to date
              nearest search -C ~/papers "why do whales strand"

            A query is text as it stands; words such as ext:pdf, path:slides/ or after:2024-01-01 filter it.
            """,
        version: version,
        subcommands: [
            Explore.self, Index.self, Search.self, Compare.self, Embed.self, Import.self, Export.self, Bench.self,
            Verify.self, Status.self, Inspect.self, Models.self, Doctor.self, ExtractionWorkerCommand.self,
        ],
        defaultSubcommand: Explore.self)

    static let version = "0.1.0"

    static func main() {
        StandardStreams.endQuietlyOnClosedPipe()
        do {
            var command = try parseAsRoot()
            try command.run()
            EncoderLibrary.finishPreparing()
        } catch {
            EncoderLibrary.finishPreparing()
            StandardStreams.exit(with: error)
        }
    }
}
