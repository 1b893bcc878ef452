/// Whether the best answer of a list stands out from what chance finds, so that one may speak of a match.
///
/// The figure is how many of the segments that were searched would score as high *by chance*: their number times the
/// share of random pairs that score as high. The score is compared less what this query scores on average, since
/// strings that mean nothing lie closer to everything than questions do. A question whose answer is there has far
/// fewer than one; gibberish has five to a thousand, since its best hit is what the best of so many random ones is. It
/// is a number of ranks, so it means the same in every space, and for any size of a corpus.
package struct MatchJudgement: Hashable, Sendable {
    /// How many segments would score as high by chance.
    package var expectedByChance: Double
    /// How much of the question's weight in words stands in the best passage by full text, 0 to 1.
    package var wordShare: Double

    /// Of sixty thousand tries with keyboards' mash, invented words and salads of words, in corpora of 160 to 120,000
    /// segments, one in a hundred comes below.
    package static let mostByChance = 3.0
    package static let fewestWords = 0.5

    /// - Parameters:
    ///   - best: the score of the list's best hit.
    ///   - query: the vector that was searched for.
    ///   - searched: how many segments could have been found.
    ///   - background: that of the query's modality and the list's.
    ///   - wordShare: from `WordShare`, where full text was asked, too.
    /// - Returns: nil where the corpus is too small to say.
    package init?(
        best: Float, query: [Float], searched: Int, background: BackgroundDistribution, wordShare: Double = 0
    ) {
        let centred = Double(best) - background.meanScore(of: query) + background.mean
        guard let share = background.share(atLeast: centred) else { return nil }
        expectedByChance = Double(searched) * share
        self.wordShare = wordShare
    }

    package var standsOut: Bool {
        expectedByChance <= Self.mostByChance || wordShare >= Self.fewestWords
    }

    /// Whether anything stands out in an answer of several lists; nil where no list says.
    package static func anyStandsOut(_ judgements: [MatchJudgement?]) -> Bool? {
        let known = judgements.compactMap(\.self)
        return known.isEmpty ? nil : known.contains(where: \.standsOut)
    }
}
