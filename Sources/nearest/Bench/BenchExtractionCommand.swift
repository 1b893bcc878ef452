import ArgumentParser
import Foundation

/// `nearest bench extraction`: how fast files are opened and what is in them is found.
struct BenchExtraction: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extraction",
        abstract: "Measure how fast the files of a folder are read, a kind at a time.",
        discussion: """
            Every file is read as indexing reads it, by worker processes, and nothing is embedded or stored. Printed \
            are files, items and bytes a second of each kind, and what could not be read.

              nearest bench extraction ~/papers
              nearest bench extraction ~/photographs --workers 1,2,4 --json
            """)

    @Argument(help: ArgumentHelp("The folder whose files are read.", valueName: "dir"))
    var directory: String

    @Option(help: ArgumentHelp("How many worker processes, one measurement each.", valueName: "n,…"))
    var workers = "1,2"

    @Flag(help: "Print the figures as JSON.")
    var json = false

    private var counts: [Int] {
        workers.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) ?? 0 }
    }

    func validate() throws {
        if counts.isEmpty || counts.contains(where: { !(1...64).contains($0) }) {
            throw ValidationError("--workers takes numbers from 1 to 64, such as 1,2.")
        }
    }

    func run() throws {
        let interrupts = Interrupts()
        let benchmark = try ExtractionBenchmark(folder: directory, cancellation: interrupts.cancellation)
        let figures = try counts.flatMap { try benchmark.figures(workers: $0) }
        StandardStreams.print(
            json ? try JSON.document(["kinds": figures]) : ExtractionBenchmark.table(of: figures))
    }
}
