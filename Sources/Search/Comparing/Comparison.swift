import NearestCore

/// One question, several lists side by side: what each finds, how the scores lie, and how far the lists agree.
package struct Comparison: Sendable {
    /// What tells the lists apart.
    package enum Axis: String, Sendable, CaseIterable {
        /// One list a modality, over all spaces that take the question.
        case modality
        /// One list a model, and one for the full text.
        case model
    }

    /// One list.
    package struct Column: Sendable {
        /// A modality, a model or `bm25`.
        package var name: String
        package var neighbours: [Neighbour]
        /// How the question's scores lie in each space that was searched.
        package var scores: [Spread]
        package var match: MatchStrength
        /// Why it is empty, or what was left out.
        package var notes: [String]
    }

    /// The scores of a question in one space.
    package struct Spread: Sendable {
        package var model: String
        package var distribution: ScoreDistribution
    }

    package var query: String
    package var axis: Axis
    /// How many neighbours each list was asked for.
    package var limit: Int
    package var columns: [Column]
    package var elapsedMilliseconds: Double

    /// Every two of the lists, the first with each later one, then the second; none by modality, where lists share
    /// nothing.
    package var pairs: [ListPair] {
        guard axis == .model else { return [] }
        return columns.indices.flatMap { left in
            columns.indices.filter { $0 > left }.map { right in
                ListPair(columns[left], columns[right], limit: limit)
            }
        }
    }
}
