import Catalog
import Foundation
import NearestCore

/// Runs that are killed one after another over a corpus that changes, with a look at the index after each.
final class KillSeries {
    private struct Tally {
        var killed = 0, finished = 0, withLists = 0, compactions = 0, wrong = 0
    }

    private let folder: String
    private var corpus: TrialCorpus
    private var generator: SplitMix64
    private var check = IndexCheck()
    private var tally = Tally()
    /// How long undisturbed runs took lately, in seconds.
    private var duration = 0.5
    /// Texts whose vectors are known to be committed.
    private var committed: Set<String> = []
    private var folders: Set<String> = []

    private var journal: String { folder + "/journal" }

    init(seed: UInt64) throws {
        folder = NSTemporaryDirectory() + "nearest-trial-" + UUID().uuidString
        corpus = try TrialCorpus(path: folder + "/corpus")
        generator = SplitMix64(seed: seed)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// - Returns: whether nothing was wrong.
    func run(kills: Int) throws -> Bool {
        // Something to lose.
        _ = try corpus.change(&generator)
        try finish()
        while tally.killed < kills, tally.wrong < 5 {
            var change = "as it was"
            // Now and then a run that was killed is followed by another that is.
            if tally.finished == tally.killed || Int.random(in: 0..<4, using: &generator) > 0 {
                change = try corpus.change(&generator)
            }
            let moment = Double.random(in: 0..<1.05, using: &generator) * duration
            guard try child().kill(after: moment) else {
                try finish()
                continue
            }
            tally.killed += 1
            let (lists, found) = try look(isFinished: false)
            tally.withLists += lists ? 1 : 0
            say(
                "\(tally.killed). \(change), killed after \(Int(moment * 1000)) ms: \(found.isEmpty ? "right" : "WRONG")"
                    + (lists ? ", with lists" : ""))
            report(found)
            if Int.random(in: 0..<4, using: &generator) > 0 { try finish() }
        }
        try finish()
        say(
            "\(tally.killed) kills, \(tally.withLists) with lists present, \(tally.compactions) compactions, "
                + "\(tally.wrong) looks at the index that found something wrong")
        return tally.wrong == 0
    }

    /// A run to its end, after which the index holds what the corpus does.
    private func finish() throws {
        let start = ProcessInfo.processInfo.systemUptime
        try child().wait()
        duration = 0.7 * duration + 0.3 * (ProcessInfo.processInfo.systemUptime - start)
        tally.finished += 1
        let found = try look(isFinished: true).found
        if !found.isEmpty { say("after a run to its end: WRONG") }
        report(found)
    }

    /// Unbuffered, so that a long series can be watched.
    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private func child() throws -> TrialChild {
        try Data().write(to: URL(fileURLWithPath: journal))
        return try TrialChild(corpus: corpus.path, journal: journal)
    }

    private func report(_ found: [String]) {
        for line in found.prefix(10) { say("    \(line)") }
        if !found.isEmpty { tally.wrong += 1 }
    }

    private func look(isFinished: Bool) throws -> (hasLists: Bool, found: [String]) {
        // A last line without its end was being written.
        let lines = try String(contentsOfFile: journal, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        committed.formUnion(lines.dropLast().map(String.init))
        let wanted = corpus.texts
        committed.formIntersection(wanted)
        let location = try CorpusLocation(indexing: corpus.path, indexFolder: nil)
        let look = try check.look(at: location, committed: committed, all: isFinished ? wanted : nil, &generator)
        committed.formUnion(look.texts.intersection(wanted))
        if !look.folder.isEmpty, folders.insert(look.folder).inserted, folders.count > 1 { tally.compactions += 1 }
        return (look.hasLists, look.problems)
    }
}
