import NearestCore

/// Whether the best answer of a list stands out from what chance finds, so that one may speak of a match.
///
/// The figure is how many of the segments that were searched would score as high *by chance*: their number times the
/// share of random pairs of the corpus that score as high. The score is compared less what this query scores on
/// average, since strings that mean nothing lie closer to everything than questions do. Random pairs of a corpus that
/// is about something are sometimes about the same thing: a question whose answer is there comes closer than all but
/// one or two of them, and what is about nothing there does not come as close as the best ten. It is a number of
/// ranks, so it means the same in every space, and for any size of a corpus. Where no two things have anything in
/// common, it says little.
package struct MatchJudgement: Hashable, Sendable {
    /// How many segments would score as high by chance.
    package var expectedByChance: Double
    /// How much of the question's weight in words stands in the best passage by full text, 0 to 1.
    package var wordShare: Double

    /// Whether the question is in words that the model has.
    package var areWordsKnown: Bool

    /// With all-MiniLM-L6-v2, over corpora of 164 to 120,000 texts: questions that the corpus answers have a median of
    /// 0.1 to 0.7. Of gibberish, keyboard's mash, invented words and salads of words 98 in a hundred are above; of mash
    /// in the least favourable sample, nine in ten.
    package static let mostByChance = 3.0
    /// Of questions in plain words whose answer is put in quite others, a third lies between; so does half of what is
    /// asked of a corpus that is silent on it.
    package static let mostForWeak = 7.0
    package static let fewestWords = 0.5

    /// One modality of a space.
    package struct Searched {
        /// How many segments could have been found.
        package var count: Int
        /// That of the query's modality and this one.
        package var background: BackgroundDistribution

        package init(count: Int, background: BackgroundDistribution) {
            self.count = count
            self.background = background
        }
    }

    /// - Parameters:
    ///   - best: the score of the list's best hit, of whatever modality: within a space scores compare.
    ///   - query: the vector that was searched for.
    ///   - searched: all that was searched, since a few pictures find something by chance less often than many texts.
    ///   - wordShare: the full text's coverage, where that was asked, too.
    ///   - areWordsKnown: whether the question is in words that the model has, and may so mean something.
    /// - Returns: nil where the corpus is too small to say.
    package init?(
        best: Float, query: [Float], searched: [Searched], wordShare: Double = 0, areWordsKnown: Bool = true
    ) {
        let expected = searched.compactMap { part -> Double? in
            let centred = Double(best) - part.background.meanScore(of: query) + part.background.mean
            return part.background.share(atLeast: centred).map { Double(part.count) * $0 }
        }
        if expected.isEmpty { return nil }
        expectedByChance = expected.reduce(0, +)
        self.wordShare = wordShare
        self.areWordsKnown = areWordsKnown
    }

    package var strength: MatchStrength {
        if expectedByChance <= Self.mostByChance || wordShare >= Self.fewestWords { return .clear }
        return areWordsKnown && expectedByChance <= Self.mostForWeak ? .weak : .none
    }

    /// The strength of an answer of several lists, the best of theirs; clear where no list says.
    package static func strength(of judgements: [MatchJudgement?]) -> MatchStrength {
        judgements.compactMap { $0?.strength }.max() ?? .clear
    }
}
