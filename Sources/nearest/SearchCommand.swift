import ArgumentParser
import Catalog
import Foundation
import NearestCore
import Search

/// `nearest search`: the neighbours of a query on standard output.
struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the passages nearest to a query.",
        discussion: """
            Several words are one query; paths are relative to the corpus. Words such as ext:pdf, path:slides/, type:text or after:2024-01-01 \
            filter it. The question goes to every space that can take it and to the full text, and their lists are \
            fused by ranks. Exit code 0: matches; 1: none; 2: an error.

              nearest search -C ~/papers "why do whales strand"
              nearest search "the bridge in fog" --modality image --explain
              nearest search ./cat.jpg
              nearest search '= 2:./cat.jpg + snow - night'
              nearest search whales ext:pdf -k 3 --json
              nearest search -C ~/papers -0 "budget of the expedition" | (cd ~/papers && xargs -0 less)
            """)

    @OptionGroup var question: QueryOptions

    @OptionGroup var location: LocationOptions

    @Option(name: .short, help: ArgumentHelp("How many neighbours.", valueName: "n"))
    var k = 10

    @Flag(help: "Look at every vector, whatever index there is.")
    var exact = false

    @Option(help: ArgumentHelp("How many lists of an inverted file to look at.", valueName: "n"))
    var nprobe: Int?

    @Option(
        help: ArgumentHelp(
            "Look at as many lists as find this share of the nearest, from 0 to 1 (default: 0.99).", valueName: "r")
    )
    var recall: Double?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Only neighbours with at least this cosine.", valueName: "x"))
    var threshold: Float?

    @Flag(
        help: "Say which lists found each neighbour, with rank, score and percentile, and where the time went.")
    var explain = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print a JSON object a neighbour, one a line.")
    var jsonl = false

    @Flag(name: .customShort("l"), help: "Print only the paths, each once.")
    var paths = false

    @Flag(name: .customShort("0"), help: "As -l, with the file's own bytes, each ended by a zero byte.")
    var zero = false

    func validate() throws {
        if [json, jsonl, paths, zero].filter({ $0 }).count > 1 {
            throw ValidationError("--json, --jsonl, -l and -0 exclude each other.")
        }
        if [exact, nprobe != nil, recall != nil].filter({ $0 }).count > 1 {
            throw ValidationError("--exact, --nprobe and --recall exclude each other.")
        }
        if let recall, !(recall > 0 && recall <= 1) {
            throw ValidationError("--recall takes a number above 0 and up to 1.")
        }
        if k < 0 { throw ValidationError("-k takes a number that is not negative.") }
        if let nprobe, nprobe < 1 { throw ValidationError("--nprobe takes a positive number.") }
        if let threshold, !threshold.isFinite { throw ValidationError("--threshold takes a finite number.") }
    }

    func run() throws {
        let request = try question.request(limit: k, mode: mode, threshold: threshold)
        let encoders = EncoderCache(waiting: StandardStreams.sayWaiting)
        let engine = try SearchEngine(location: location.existing(), encoder: encoders.encoder(for:))
        let outcome = try engine.search(request, cancellation: Cancellation())
        try withExtendedLifetime((engine, encoders)) {
            try print(outcome)
            StandardStreams.end(outcome.neighbours.isEmpty ? ExitStatus.noMatch : .success)
        }
    }

    private var mode: SearchMode {
        if exact { return .exact }
        if let recall { return .recall(recall) }
        return nprobe.map { .probing(lists: $0) } ?? .automatic
    }

    private func print(_ outcome: SearchOutcome) throws {
        if json {
            StandardStreams.print(try JSON.document(SearchReport(outcome, explaining: explain)))
            return
        }
        if let note = outcome.noMatchNote { StandardStreams.say(note) }
        try printNeighbours(outcome)
        for note in outcome.notes { StandardStreams.say(note) }
        if outcome.neighbours.isEmpty { StandardStreams.say("Nothing found.") }
    }

    private func printNeighbours(_ outcome: SearchOutcome) throws {
        if jsonl {
            for neighbour in outcome.neighbours {
                StandardStreams.print(try JSON.line(NeighbourReport(neighbour, explaining: explain)))
            }
        } else if paths || zero {
            var seen: Set<CorpusPath> = []
            for neighbour in outcome.neighbours where seen.insert(neighbour.path).inserted {
                if zero {
                    StandardStreams.write(neighbour.path.bytes + [0])
                } else {
                    StandardStreams.print(neighbour.path.display)
                }
            }
        } else {
            for neighbour in outcome.neighbours {
                StandardStreams.print(NeighbourText.lines(of: neighbour))
                if explain { StandardStreams.print(ExplanationText.lines(of: neighbour)) }
            }
            if explain { StandardStreams.say(ExplanationText.timings(of: outcome)) }
        }
    }
}
