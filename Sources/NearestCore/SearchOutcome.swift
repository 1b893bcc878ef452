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
    /// Whether nothing stands out: the neighbours are the nearest that there are, and no answer.
    package var isNoMatch = false
    package var timings = SearchTimings()

    /// That nothing stands out, and what is nearest all the same; nil where something does.
    package var noMatchNote: String? {
        guard isNoMatch, let nearest = neighbours.first else { return nil }
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
