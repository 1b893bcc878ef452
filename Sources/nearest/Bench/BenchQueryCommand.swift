import ArgumentParser
import Foundation
import NearestCore
import Search

/// `nearest bench query`: how long questions take, and where that time goes.
struct BenchQuery: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Measure how long questions take, a part at a time.",
        discussion: """
            Each line of the file is a question, asked as `nearest search` asks it. The first one waits for the models; \
            then all are asked in rounds, one after the other. Printed are the median and the 90th percentile of the \
            whole and of its parts: the question's vectors (encode), their neighbours (search), the full text (words), \
            the one list of all (fuse), and what is shown of it (read). Spaces are searched side by side, so that \
            parts may add up to more than the whole.

              nearest bench query --queries questions.txt -C ~/papers
              nearest bench query --queries questions.txt -k 20 --rounds 10 --json
            """)

    @Option(help: ArgumentHelp("The questions, a line each.", valueName: "file"))
    var queries: String

    @Option(name: .short, help: ArgumentHelp("How many neighbours.", valueName: "n"))
    var k = 10

    @Option(help: ArgumentHelp("How often all of them are asked.", valueName: "n"))
    var rounds = 5

    @OptionGroup var location: LocationOptions

    @Flag(help: "Print the figures as JSON.")
    var json = false

    func validate() throws {
        if k < 1 { throw ValidationError("-k takes a positive number.") }
        if !(1...10_000).contains(rounds) { throw ValidationError("--rounds takes a number from 1 to 10000.") }
    }

    func run() throws {
        let interrupts = Interrupts()
        let requests = try questions().map {
            try SearchRequest($0, limit: k, workingDirectory: FileManager.default.currentDirectoryPath)
        }
        let start = ProcessInfo.processInfo.systemUptime
        let encoders = EncoderCache(waiting: StandardStreams.sayWaiting)
        let engine = try SearchEngine(location: location.existing(), encoder: encoders.encoder(for:))
        let reporter = CountReporter()
        defer { reporter.finish() }
        let report = try QueryBenchmark(
            engine: engine, requests: requests, rounds: rounds, begun: start, cancellation: interrupts.cancellation
        ).report { reporter.report($0) }
        reporter.finish()
        StandardStreams.print(json ? try JSON.document(report) : report.text)
    }

    /// The lines of the file that say something.
    private func questions() throws -> [String] {
        guard let data = FileManager.default.contents(atPath: queries) else {
            throw NearestError(
                .unreadable, queries, "cannot be read", remedy: "Name a file with a question a line.")
        }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !lines.isEmpty else {
            throw NearestError(.invalidArgument, queries, "holds no question", remedy: "Write one a line.")
        }
        return lines
    }
}
