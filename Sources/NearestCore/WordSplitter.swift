/// The words of a text for full-text search: the same for what is indexed and for what is asked.
///
/// - A word is a run of letters, digits and marks, as in SQLite's `unicode61`. All else divides words, private use
///   too: PDFs put the bullets of symbol fonts there. Invisible formats (soft hyphen, joiners, direction marks) and the
///   Arabic tatweel neither divide nor count.
/// - Case is folded (Straße = STRASSE) and compatibility forms are undone (ﬁ = fi, Ａ = a, ² = 2, ½ = "1 2").
/// - Accents are dropped, as are the vowel points of Hebrew and Arabic, the hamza over a letter, and nuktas. What
///   makes another syllable is kept: vowel signs and viramas of Indic scripts, vowels and tones of Thai, Lao and
///   Tibetan, and the voicing marks of kana.
/// - Each Han character, hiragana and katakana is a word of its own, since nothing divides words there. Korean words
///   are whole; a syllable in its letters is the same as one in one scalar. Thai, Lao, Khmer and Burmese runs stay
///   whole as well, so that they are found from space to space only.
/// - Of a word only the first bytes count, so that a kilobyte of base64 is no burden; see `longestWord`.
package enum WordSplitter {
    /// Raised whenever other words come of the same text; indexes of another version make theirs anew.
    package static let version = 1

    /// Bytes of UTF-8 after which nothing is added to a word. The last scalar may stand across it.
    package static let longestWord = 120

    /// The words of `text` with a space between them.
    package static func joined(_ text: String) -> String {
        String(decoding: bytes(of: text), as: UTF8.self)
    }

    /// As `joined`, in UTF-8.
    package static func bytes(of text: String) -> [UInt8] {
        var scan = WordScan(recordsWords: false)
        scan.run(text)
        return scan.output
    }

    /// The words of `text`, in order.
    package static func words(of text: String) -> [String] {
        bytes(of: text).split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The words of `text` and where they stand.
    package static func placedWords(of text: String) -> [PlacedWord] {
        var scan = WordScan(recordsWords: true)
        scan.run(text)
        var start = 0
        return scan.words.map { word in
            defer { start = word.end + 1 }
            return PlacedWord(
                text: String(decoding: scan.output[start..<word.end], as: UTF8.self), range: word.scalars)
        }
    }

    /// Where any of `terms` stands in `text`: for marking what was found.
    ///
    /// - Parameter terms: words as they come from here; several with a space between them are a phrase.
    /// - Returns: ranges of Unicode scalars, ascending, none within or overlapping another.
    package static func ranges(of terms: [String], in text: String) -> [Range<Int>] {
        let phrases = Dictionary(grouping: terms.map { $0.split(separator: " ") }.filter { !$0.isEmpty }) { $0[0] }
        let words = placedWords(of: text)
        var ranges: [Range<Int>] = []
        for (place, word) in words.enumerated() {
            let here = words[place...]
            let longest = phrases[word.text[...], default: []]
                .filter { phrase in here.count >= phrase.count && zip(phrase, here).allSatisfy { $0 == $1.text } }
                .max { $0.count < $1.count }
            guard let longest else { continue }
            let range = word.range.lowerBound..<words[place + longest.count - 1].range.upperBound
            if let last = ranges.last, range.lowerBound < last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }
}
