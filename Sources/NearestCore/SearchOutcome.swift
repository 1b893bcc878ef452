/// The answer to one query.
package struct SearchOutcome: Hashable, Sendable {
    package var query: String
    package var neighbours: [Neighbour]
    /// Encoding, scanning and reading together.
    package var elapsedMilliseconds: Double
    /// How many segments were searched.
    package var searched: Int
    /// What the user should know about the answer, such as that nothing stands out.
    package var notes: [String]
    /// Whether the best stands out from what chance brings; clear where too little is there to say.
    package var match = MatchStrength.clear
    /// How many of what was searched would score as high as the best hit by chance, in the space where these are the
    /// fewest; nil where too little is there to say.
    package var expectedByChance: Double?
    package var timings = SearchTimings()

    /// That nothing stands out, and what is nearest all the same; nil where something does.
    package var noMatchNote: String? {
        guard match == .none, let nearest = neighbours.first else { return nil }
        return "No real match; nearest is \(nearest.path.display)."
    }

    /// All that is to be said above the neighbours.
    package var allNotes: [String] { (noMatchNote.map { [$0] } ?? []) + notes }

    package init(
        query: String, neighbours: [Neighbour], elapsedMilliseconds: Double, searched: Int, notes: [String] = []
    ) {
        self.query = query
        self.neighbours = neighbours
        self.elapsedMilliseconds = elapsedMilliseconds
        self.searched = searched
        self.notes = notes
    }
}
