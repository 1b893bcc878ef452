import Foundation
import NearestCore
import Search

/// Asks questions again and again, one after the other, and keeps how long each took.
struct QueryBenchmark {
    let engine: SearchEngine
    let requests: [SearchRequest]
    let rounds: Int
    /// When the engine was about to be opened: the first answer is counted from there.
    let begun: Double
    let cancellation: Cancellation

    /// - Throws: what searching throws; `CancellationError`.
    func report(progress: (String) -> Void) throws -> QueryBenchReport {
        guard let first = requests.first else { return QueryBenchReport() }
        progress("loading the models")
        _ = try engine.search(first, cancellation: cancellation)
        let firstMilliseconds = (ProcessInfo.processInfo.systemUptime - begun) * 1_000
        // Each once, unmeasured: the pages of the index are in memory as they are when one asks all day.
        var outcomes = try requests.map { try engine.search($0, cancellation: cancellation) }
        let searched = outcomes.map(\.searched).max() ?? 0
        let notes = Set(outcomes.flatMap(\.notes)).sorted()
        outcomes.removeAll()
        for round in 1...max(1, rounds) {
            progress("round \(round) of \(rounds)")
            for request in requests {
                engine.forgetQuestions()
                outcomes.append(try engine.search(request, cancellation: cancellation))
            }
        }
        return QueryBenchReport(
            outcomes, questions: requests.count, rounds: rounds, k: first.limit, searched: searched,
            firstMilliseconds: firstMilliseconds, residentBytes: ProcessMemory.residentBytes, notes: notes)
    }
}
