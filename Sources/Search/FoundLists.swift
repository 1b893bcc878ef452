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
        /// What the question is there, for the background.
        var modality: Modality
        var stores: [OpenStore]
    }

    /// How many segments a filter lets through; nil without one.
    var allowed: Int?
    var lists: [List] = []
    var spaces: [Answered] = []
    var notes: [String]
    /// Whether the best of each store stands out from chance; nil where too little is there to say.
    var judgements: [MatchJudgement?] = []
    /// How much of the question's words the passage holds that has most of them, 0 to 1.
    var wordShare = 0.0
    var timings = SearchTimings()

    init(notes: [String]) {
        self.notes = notes
    }

    /// Segments that were looked at: those of several spaces are mostly the same, so of each modality the most count.
    var searched: Int {
        var counts: [Modality: Int] = [:]
        for store in spaces.flatMap(\.stores) {
            counts[store.record.modality] = max(counts[store.record.modality] ?? 0, store.index.count)
        }
        return counts.values.reduce(0, +)
    }
}
