import Catalog
import Foundation
import Indexing
import NearestCore
import VectorIndex

/// What an index holds after a run, compared with what it must hold.
struct IndexCheck {
    struct Look {
        var texts: Set<String> = []
        /// Segments that no file holds any more and that have not been swept away yet.
        var waiting = 0
        var folder = ""
        var hasLists = false
        var problems: [String] = []
    }

    /// By text, so that each is computed once.
    private var vectors: [String: [Float]] = [:]
    private static let queries = 4
    private static let neighbours = 10

    /// - Parameters:
    ///   - committed: texts that must have their vectors.
    ///   - all: exactly what there must be, after a run that came to its end.
    mutating func look(
        at location: CorpusLocation, committed: Set<String>, all: Set<String>?, _ generator: inout SplitMix64
    ) throws -> Look {
        var look = Look()
        let catalog: Catalog
        do {
            catalog = try Catalog(readingFrom: location.folder)
        } catch let error as NearestError where error.code == .noIndex && committed.isEmpty && all == nil {
            return look
        }
        let report = try IndexVerification(location: location, repairs: false).run(
            cancellation: Cancellation(), progress: { _, _ in })
        look.problems += report.damages.map { "\($0.file): \($0.problem)" }
        if let store = try catalog.stores().first {
            look.folder = store.folder
            try compare(store, of: catalog, at: location, &look, &generator)
        }
        let lost = committed.subtracting(look.texts)
        if let one = lost.min() {
            look.problems.append("\(lost.count) committed vectors are lost, such as: \(one)")
        }
        if let all {
            if look.waiting > 0 { look.problems.append("\(look.waiting) segments that no file holds") }
            if look.texts != all { look.problems.append("\(look.texts.count) of \(all.count) texts after the end") }
            look.problems += leftovers(at: location, keeping: look.folder)
        }
        return look
    }

    private mutating func compare(
        _ store: StoreRecord, of catalog: Catalog, at location: CorpusLocation, _ look: inout Look,
        _ generator: inout SplitMix64
    ) throws {
        let index = try FlatIndex(
            folder: location.folder + "/" + store.folder, dimensions: store.space.dimensions,
            fingerprint: store.space.fingerprint, committedRows: store.rows,
            removed: try catalog.removedSegments(spaceID: store.spaceID, modality: store.modality))
        look.hasLists = index.invertedLists != nil
        let ids = try index.ids()
        let stored = try index.vectors(of: ids)
        let records = try catalog.segments(ids)
        var expected: [SegmentID: [Float]] = [:]
        for (row, id) in ids.enumerated() {
            // A segment whose file has just gone, but not its vector yet, has only that to be compared with.
            guard let text = records[id]?.segment.text else {
                expected[id] = Array(stored[row])
                look.waiting += 1
                continue
            }
            let vector = vector(of: text)
            expected[id] = vector
            if !look.texts.insert(text).inserted { look.problems.append("twice: \(text)") }
            if zip(stored[row], vector).contains(where: { abs($0 - $1) > 1e-6 }) {
                look.problems.append("segment \(id) has the vector of another text than: \(text)")
            }
        }
        for _ in 0..<Self.queries {
            let number = Int.random(in: 0..<1000, using: &generator)
            look.problems += try Self.compareSearches(vector(of: "query \(number)"), in: index, with: expected)
        }
    }

    private mutating func vector(of text: String) -> [Float] {
        if let known = vectors[text] { return known }
        let vector = TrialEncoder.vector(of: text)
        vectors[text] = vector
        return vector
    }

    /// Every way to search, beside brute force.
    private static func compareSearches(
        _ query: [Float], in index: FlatIndex, with expected: [SegmentID: [Float]]
    ) throws -> [String] {
        let scores = expected.mapValues { zip(query, $0).reduce(0) { $0 + $1.0 * $1.1 } }
        let best = scores.values.sorted(by: >).prefix(neighbours)
        var problems: [String] = []
        let lists = index.invertedLists ?? 1
        for mode in [SearchMode.exact, .flat, .automatic, .probing(lists: lists), .probing(lists: 3)] {
            let found = try index.search(query, k: neighbours, mode: mode, allowed: nil)
            if found.count != best.count { problems.append("\(mode) gives \(found.count) of \(best.count)") }
            if Set(found.map(\.segment)).count != found.count { problems.append("\(mode) gives one twice") }
            for hit in found where abs((scores[hit.segment] ?? -9) - hit.score) > 1e-5 {
                problems.append("\(mode) gives segment \(hit.segment) the score \(hit.score)")
            }
            // All rows are looked at in these; through codes, one neighbour of some ten thousand may be missed.
            let mayMiss: Int? =
                switch mode {
                case .exact: 0
                case .flat, .probing(lists: lists): 1
                default: nil
                }
            guard let mayMiss else { continue }
            let missed = best.filter { score in !found.contains { $0.score > score - 1e-5 } }.count
            let right = zip(found, best).filter { abs($0.score - $1) < 1e-5 }.count
            if missed > 0 || right < best.count - mayMiss * neighbours {
                problems.append("\(mode) finds \(right) of \(best.count) neighbours")
            }
        }
        return problems
    }

    /// What the end of a run should have taken away.
    private func leftovers(at location: CorpusLocation, keeping folder: String) -> [String] {
        let parent = location.folder + "/vectors"
        let files = FileManager.default
        let folders = (try? files.contentsOfDirectory(atPath: parent)) ?? []
        let strays = folders.filter { "vectors/\($0)" != folder }
        let unfinished = folders.flatMap { (try? files.contentsOfDirectory(atPath: parent + "/" + $0)) ?? [] }
            .filter { $0.hasSuffix(".new") }
        return (strays + unfinished).map { "left behind: \($0)" }
    }
}
