import Dispatch
import Foundation
import NearestCore
import Synchronization
import VectorIndex

/// Measures searches of one index.
struct SearchBenchmark {
    /// A setting's queries are timed one by one for so long, and at least so many of them.
    private static let seconds = 20.0
    private static let leastTimed = 30
    private static let warmUps = 10

    let index: FlatIndex
    let inputs: BenchInputs
    let cancellation: Cancellation

    /// One setting's figures, before its answers are compared with the right ones.
    private struct Measured {
        var mode: SearchMode
        var latencies: [Double]
        var batchSeconds: Double
        var answers: [[SegmentID]]
    }

    /// - Throws: what searching throws; `CancellationError`.
    func report(progress: (String) -> Void) throws -> BenchReport {
        progress("exact search")
        let exact = try measure(.flat)
        var inverted: [Measured] = []
        for lists in sweep {
            progress("\(lists) lists of \(index.invertedLists ?? 0)")
            inverted.append(try measure(.probing(lists: lists)))
        }
        let resident = ProcessMemory.residentBytes
        progress("brute force")
        let brute = try measureBruteForce()
        let truth = inputs.truth ?? brute.answers
        var report = BenchReport(index: index, inputs: inputs)
        report.settings = [setting(exact, truth)] + inverted.map { setting($0, truth) }
        report.brute = setting(brute, truth)
        report.residentBytes = resident
        return report
    }

    /// Powers of two up to all lists, and between the lower ones, where most recalls that people want are reached, five
    /// and six quarters of them: 1, 2, 4, 5, 6, 8, 10, 12, 16, …
    private var sweep: [Int] {
        guard let lists = index.invertedLists else { return [] }
        let powers = sequence(first: 1) { $0 * 2 }.prefix { $0 < lists }
        let steps = powers.flatMap { (4..<64).contains($0) ? [$0, $0 / 4 * 5, $0 / 4 * 6] : [$0] }
        return steps.filter { $0 < lists } + [lists]
    }

    private var queries: Range<Int> { 0..<inputs.queries.count }

    private func measure(_ mode: SearchMode) throws -> Measured {
        let latencies = try latencies(mode)
        let start = ProcessInfo.processInfo.systemUptime
        let answers = try sideBySide(mode)
        return Measured(
            mode: mode, latencies: latencies, batchSeconds: ProcessInfo.processInfo.systemUptime - start,
            answers: answers)
    }

    private func measureBruteForce() throws -> Measured {
        let latencies = try latencies(.exact)
        // The library that multiplies loads outside of the measurement.
        _ = try index.search(batch: VectorBatch(dimensions: index.dimensions, values: query(0)), k: 1)
        let start = ProcessInfo.processInfo.systemUptime
        let answers = try index.search(batch: inputs.queries, k: inputs.k, cancellation: cancellation)
        return Measured(
            mode: .exact, latencies: latencies, batchSeconds: ProcessInfo.processInfo.systemUptime - start,
            answers: answers.map { $0.map(\.segment) })
    }

    private func query(_ row: Int) -> [Float] { Array(inputs.queries[row]) }

    /// One query after the other, in milliseconds each.
    private func latencies(_ mode: SearchMode) throws -> [Double] {
        for row in queries.prefix(Self.warmUps) {
            _ = try index.search(query(row), k: inputs.k, mode: mode, allowed: nil)
        }
        var latencies: [Double] = []
        let begun = ProcessInfo.processInfo.systemUptime
        for row in queries {
            try cancellation.check()
            let start = ProcessInfo.processInfo.systemUptime
            if latencies.count >= Self.leastTimed, start - begun > Self.seconds { break }
            _ = try index.search(query(row), k: inputs.k, mode: mode, allowed: nil)
            latencies.append((ProcessInfo.processInfo.systemUptime - start) * 1_000)
        }
        return latencies
    }

    /// All queries, as many at once as there are processors, each on one thread.
    private func sideBySide(_ mode: SearchMode) throws -> [[SegmentID]] {
        let found = Mutex(Result<[[SegmentID]], any Error>.success(queries.map { _ in [] }))
        let taken = Atomic(0)
        let (all, k, index, inputs, cancellation) = (queries, inputs.k, index, inputs, cancellation)
        DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
            while !cancellation.isCancelled {
                let row = taken.wrappingAdd(1, ordering: .relaxed).oldValue
                guard row < all.count else { return }
                let answer = Result {
                    try index.search(Array(inputs.queries[row]), k: k, mode: mode, allowed: nil, threads: 1)
                        .map(\.segment)
                }
                found.withLock { found in
                    guard case .success(var answers) = found else { return }
                    switch answer {
                    case .success(let segments):
                        found = .success([])
                        answers[row] = segments
                        found = .success(answers)
                    case .failure(let error): found = .failure(error)
                    }
                }
            }
        }
        try cancellation.check()
        return try found.withLock { try $0.get() }
    }

    private func setting(_ measured: Measured, _ truth: [[SegmentID]]) -> BenchReport.Setting {
        let hits = zip(measured.answers, truth).reduce(0) { $0 + Set($1.0).intersection($1.1).count }
        let sorted = measured.latencies.sorted()
        func quantile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.down)))]
        }
        let total = measured.latencies.reduce(0, +)
        var nprobe: Int?
        if case .probing(let lists) = measured.mode { nprobe = lists }
        return BenchReport.Setting(
            mode: nprobe != nil ? "ivf" : measured.mode == .exact ? "brute" : "exact", nprobe: nprobe,
            recall: Double(hits) / Double(max(1, truth.reduce(0) { $0 + $1.count })),
            medianMilliseconds: quantile(0.5), p99Milliseconds: quantile(0.99),
            queriesPerSecond: total > 0 ? Double(sorted.count) * 1_000 / total : 0,
            batchQueriesPerSecond: measured.batchSeconds > 0 ? Double(queries.count) / measured.batchSeconds : 0)
    }
}
