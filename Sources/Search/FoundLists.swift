import NearestCore

/// What the lists of a search hold, before they become one.
struct FoundLists: Sendable {
    struct List: Sendable {
        var source: ListSource
        /// The best first.
        var hits: [ListedHit]
    }

    /// A space that answered.
    struct Answered: Sendable {
        var space: Space
        /// The question's.
        var vector: [Float]
        var stores: [OpenStore]
    }

    var lists: [List] = []
    var spaces: [Answered] = []
    var notes: [String] = []
    var timings = SearchTimings()

    /// Segments that were looked at: those of several spaces are mostly the same, so of each modality the most count.
    var searched: Int {
        var counts: [Modality: Int] = [:]
        for store in spaces.flatMap(\.stores) {
            counts[store.record.modality] = max(counts[store.record.modality] ?? 0, store.index.count)
        }
        return counts.values.reduce(0, +)
    }
}
