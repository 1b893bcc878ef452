import Foundation
import NearestCore
import VectorIndex

/// One question put to several lists.
extension SearchEngine {
    private static let vectorsSampled = 1_500
    private static let seed: UInt64 = 0x636F_6D70_6172_6521

    /// Lists side by side, by modality or by model.
    ///
    /// A list that fails is empty and says why.
    ///
    /// - Throws: `NearestError` when the question is none, no space takes it, or no list at all answers;
    ///   `CancellationError`.
    package func compare(
        _ request: SearchRequest, by axis: Comparison.Axis, cancellation: Cancellation
    ) throws -> Comparison {
        let start = ProcessInfo.processInfo.systemUptime
        let plan = try plan(request, cancellation: cancellation)
        var columns: [Comparison.Column] = []
        var failures: [NearestError] = []
        // The full text alone looks at no store, and finds what is in any.
        let stores = plan.parts.isEmpty ? try catalog.stores() : plan.parts.flatMap(\.stores)
        for (name, narrowed) in Self.requests(request, by: axis, plan, held: Set(stores.map(\.modality))) {
            do {
                columns.append(try column(name, narrowed, cancellation: cancellation))
            } catch let error as NearestError {
                failures.append(error)
                columns.append(.init(name: name, neighbours: [], scores: [], match: .clear, notes: ["\(error)"]))
            }
        }
        if let first = failures.first, failures.count == columns.count { throw first }
        return Comparison(
            query: request.query, axis: axis, limit: request.limit, columns: columns,
            elapsedMilliseconds: (ProcessInfo.processInfo.systemUptime - start) * 1_000)
    }

    private static func requests(
        _ request: SearchRequest, by axis: Comparison.Axis, _ plan: SearchPlan, held: Set<Modality>
    ) -> [(name: String, request: SearchRequest)] {
        let wanted = request.filter.modalities
        switch axis {
        case .modality:
            return Modality.allCases.filter { held.contains($0) && (wanted.isEmpty || wanted.contains($0)) }
                .map { modality in
                    var narrowed = request
                    narrowed.filter.modalities = [modality]
                    return (modality.rawValue, narrowed)
                }
        case .model:
            let sources = plan.parts.map(\.source) + (plan.words == nil ? [] : [.fullText])
            return sources.map { source in
                var narrowed = request
                narrowed.models = [source.name]
                return (source.name, narrowed)
            }
        }
    }

    private func column(
        _ name: String, _ request: SearchRequest, cancellation: Cancellation
    ) throws -> Comparison.Column {
        let (outcome, found) = try answer(request, cancellation: cancellation)
        let spreads = try found.spaces.compactMap { answered in
            try spread(of: answered).map { Comparison.Spread(model: answered.space.model, distribution: $0) }
        }
        return Comparison.Column(
            name: name, neighbours: outcome.neighbours, scores: spreads, match: outcome.match,
            notes: outcome.notes)
    }

    /// The question's scores over a seeded sample of a space's vectors.
    private func spread(of answered: FoundLists.Answered) throws -> ScoreDistribution? {
        let scores = try answered.stores.flatMap { store in
            let rows = try store.index.sample(Self.vectorsSampled, seed: Self.seed)
            return (0..<rows.count).map { answered.space.metric.score(rows[$0], answered.vector) }
        }
        return ScoreDistribution(scores)
    }
}
