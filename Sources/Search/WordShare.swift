import Foundation

/// How much of what a question says in words stands in one passage: the share of its words' inverse document frequency
/// (Robertson and Spärck Jones, 1976), so that a rare word counts for much and one that is everywhere for nothing.
package enum WordShare {
    /// A word of the question.
    package struct Word: Hashable, Sendable {
        /// How many passages of the corpus have it.
        package var passages: Int
        /// Whether the passage has it.
        package var isFound: Bool

        package init(passages: Int, isFound: Bool) {
            self.passages = passages
            self.isFound = isFound
        }
    }

    /// A word that more than this share of all passages has says nothing.
    private static let commonest = 0.25

    /// The share, 0 to 1; 0 where no word says anything.
    ///
    /// - Parameter passages: of the whole corpus.
    package static func share(of words: [Word], passages: Int) -> Double {
        var (found, all) = (0.0, 0.0)
        for word in words where Double(word.passages) <= commonest * Double(passages) {
            let weight = log(1 + (Double(passages - word.passages) + 0.5) / (Double(word.passages) + 0.5))
            all += weight
            if word.isFound { found += weight }
        }
        return all > 0 ? found / all : 0
    }
}
