import Catalog
import Foundation
import NearestCore
import Synchronization

/// One list for each source: the spaces side by side, then the full text.
extension SearchEngine {
    /// - Throws: the first space's error when all fail; `CancellationError`.
    func searchSpaces(
        _ plan: SearchPlan, _ request: SearchRequest, allowed: Set<SegmentID>?, into found: inout FoundLists,
        cancellation: Cancellation
    ) throws {
        let parts = plan.parts
        let answers = Mutex(
            [Result<(SpaceSearch.Answer, encode: Double), any Error>?](repeating: nil, count: parts.count))
        DispatchQueue.concurrentPerform(iterations: parts.count) { place in
            let search = SpaceSearch(
                part: parts[place], asking: plan.query.modality(in: parts[place].space), limit: request.listDepth,
                mode: request.mode, threshold: request.threshold,
                allowed: allowed)
            let answer = Result { try self.answer(search, plan.query, cancellation: cancellation) }
            answers.withLock { $0[place] = answer }
        }
        try cancellation.check()
        var failures: [any Error] = []
        for (part, answer) in zip(parts, answers.withLock { $0 }) {
            do {
                guard let (answer, encode) = try answer?.get() else { continue }
                found.lists.append(.init(source: part.source, hits: answer.hits))
                found.spaces.append(
                    .init(
                        space: part.space, vector: answer.vector, modality: plan.query.modality(in: part.space),
                        stores: answer.stores))
                found.notes += answer.notes
                found.timings.encode += encode
                found.timings.search += answer.milliseconds
                found.timings.spaces.append(
                    .init(model: part.space.model, encode: encode, search: answer.milliseconds))
            } catch let error as CancellationError {
                throw error
            } catch {
                failures.append(error)
                found.notes.append("\(part.space.model) is left out: \(Self.reason(error))")
            }
        }
        if let first = failures.first, failures.count == parts.count { throw first }
    }

    private func answer(
        _ search: SpaceSearch, _ query: PreparedQuery, cancellation: Cancellation
    ) throws -> (SpaceSearch.Answer, encode: Double) {
        // A first search waits for the model; the vectors are opened meanwhile, and what chance scores is found out.
        let (stores, asking) = (search.part.stores, search.asking)
        let opening =
            cache.areOpen(stores)
            ? nil
            : Meanwhile { [cache] in
                let opened = try stores.map { try cache.open($0) }
                for store in opened { _ = try cache.background(of: store, queriedBy: asking) }
            }
        defer { opening?.wait() }
        let start = ProcessInfo.processInfo.systemUptime
        let vector = try queries.vector(query, in: search.part.space, cancellation: cancellation)
        let encode = (ProcessInfo.processInfo.systemUptime - start) * 1_000
        try cancellation.check()
        opening?.wait()
        return (try search.run(vector, in: cache, cancellation: cancellation), encode)
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? NearestError else { return "\(error)" }
        return [error.problem, error.remedy].compactMap { $0 }.joined(separator: ". ")
    }

    /// The passages that hold the question's words, in so far as these are not everywhere.
    func searchFullText(
        _ words: String, _ request: SearchRequest, allowed: Set<SegmentID>?, into found: inout FoundLists
    ) throws {
        let start = ProcessInfo.processInfo.systemUptime
        let hits = try catalog.wordHits(
            WordQuery(words), limit: min(request.listDepth, .max / Self.textsOfAnswer) * Self.textsOfAnswer,
            modalities: request.filter.modalities,
            allowed: allowed)
        found.wordShare = hits.lazy.map(\.coverage).max() ?? 0
        found.lists.append(
            .init(
                source: .fullText,
                hits: hits.map { ListedHit(segment: $0.segment, score: Float($0.score), matched: $0.matched) }))
        found.timings.words = (ProcessInfo.processInfo.systemUptime - start) * 1_000
    }

    /// A picture may be found by its caption, by what is written in it and by its labels.
    private static let textsOfAnswer = 2
}
