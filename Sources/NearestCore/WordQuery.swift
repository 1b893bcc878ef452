/// The words of a question, as full-text search looks for them.
///
/// Everything in a question is a word: quotes, `AND`, `*` and hyphens mean nothing. A name that is written as one
/// (`KX-200`, `fair_shares.py`, `12:30`) is a phrase, so that not every 200 is found; where it is nowhere, its words
/// count for themselves. Of Chinese and Japanese, each two neighbouring characters are a phrase.
package struct WordQuery: Hashable, Sendable {
    /// A word, or several that must stand one after the other.
    package struct Term: Hashable, Sendable {
        package var words: [String]
        /// Whether the words are looked for one by one when they are nowhere together.
        package var mayBeTakenApart: Bool

        package init(_ words: [String], mayBeTakenApart: Bool = false) {
            self.words = words
            self.mayBeTakenApart = mayBeTakenApart
        }

        /// The words with a space between them.
        package var text: String { words.joined(separator: " ") }
    }

    /// Distinct ones, in the order of the question; no more than `mostTerms`.
    package private(set) var terms: [Term] = []

    /// What follows these in a question of a hundred thousand characters is not looked for.
    package static let mostTerms = 256

    /// A name is no longer than this many words; what is written as one beyond is another.
    private static let longestName = 16

    package init(_ question: String) {
        let words = WordSplitter.placedWords(of: question)
        let scalars = Array(question.unicodeScalars)
        var known: Set<Term> = []
        var place = 0
        while place < words.count, terms.count < Self.mostTerms {
            let end = Self.endOfCompound(from: place, in: words, of: scalars)
            for term in Self.terms(of: words[place..<end])
            where terms.count < Self.mostTerms && known.insert(term).inserted { terms.append(term) }
            place = end
            if place < words.count, Self.isEnding(words[place], after: words[place - 1], in: scalars) { place += 1 }
        }
    }

    /// Scalars that hold a name together when one of them stands alone between two words.
    private static let joints = Set<Unicode.Scalar>("-_.@:#&\u{2010}\u{2011}\u{2012}\u{2013}".unicodeScalars)
    private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}"]

    /// What is written as one: neighbouring ideographs, or words that a hyphen or the like joins.
    private static func endOfCompound(
        from start: Int, in words: [PlacedWord], of scalars: [Unicode.Scalar]
    ) -> Int {
        var end = start + 1
        let areIdeographs = words[start].isIdeograph
        while end < words.count, areIdeographs || end - start < longestName {
            let before = words[end - 1].range.upperBound
            let gap = before..<max(before, words[end].range.lowerBound)
            let belongs =
                areIdeographs
                ? gap.isEmpty && words[end].isIdeograph
                : gap.count == 1 && joints.contains(scalars[gap.lowerBound]) && !words[end].isIdeograph
            if !belongs { break }
            end += 1
        }
        return end
    }

    private static func terms(of words: ArraySlice<PlacedWord>) -> [Term] {
        let texts = words.map(\.text)
        guard texts.count > 1 else { return [Term(texts)] }
        guard words[words.startIndex].isIdeograph else { return [Term(texts, mayBeTakenApart: true)] }
        return zip(texts, texts.dropFirst()).map { Term([$0, $1]) }
    }

    /// Whether a word is what English puts behind an apostrophe: no part of the name before it.
    private static func isEnding(
        _ word: PlacedWord, after previous: PlacedWord, in scalars: [Unicode.Scalar]
    ) -> Bool {
        word.range.lowerBound - previous.range.upperBound == 1
            && apostrophes.contains(scalars[previous.range.upperBound]) && word.range.count <= 2
    }
}
