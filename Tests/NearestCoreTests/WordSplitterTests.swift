import Testing

@testable import NearestCore

@Suite struct WordSplitterTests {
    @Test(
        arguments: [
            ("", []), (" \n\t…—!", []), ("😀 👩‍👩‍👧 🇩🇪", []),
            ("The KX-200, by O'Brien & Sons.", ["the", "kx", "200", "by", "o", "brien", "sons"]),
            ("snake_case x.y a/b", ["snake", "case", "x", "y", "a", "b"]),
            ("Straße STRASSE Größe ﬁsh Ａ１ m² ½", ["strasse", "strasse", "grosse", "fish", "a1", "m2", "1", "2"]),
            ("naïve nai\u{308}ve Å A\u{30A} Việt", ["naive", "naive", "a", "a", "viet"]),
            ("soft\u{AD}hyphen zero\u{200D}width two\u{200B}words", ["softhyphen", "zerowidth", "two", "words"]),
            ("ΣΊΣΥΦΟΣ Σίσυφος", ["σισυφοσ", "σισυφοσ"]), ("ЁЛКА ёлка", ["елка", "елка"]),
            ("İstanbul 1\u{FE0F}\u{20E3} Ⅷ ①", ["istanbul", "1", "viii", "1"]),
            ("a\u{E000}b \u{F0B7}word", ["a", "b", "word"]),
        ] as [(String, [String])])
    func wordsAreFoldedAndDivided(text: String, words: [String]) {
        #expect(WordSplitter.words(of: text) == words)
        #expect(WordSplitter.joined(text) == words.joined(separator: " "))
        #expect(WordSplitter.placedWords(of: text).map(\.text) == words)
    }

    @Test(
        arguments: [
            // Chinese and Japanese by the character, with half-width and decomposed kana as the others.
            ("红烧肉 recipe2块", ["红", "烧", "肉", "recipe2", "块"]),
            ("東京タワーがいい", ["東", "京", "タ", "ワ", "ー", "が", "い", "い"]),
            ("か\u{3099}ﾊﾟﾊﾞ", ["が", "パ", "バ"]), ("豈 \u{20000}\u{30000}", ["豈", "\u{20000}", "\u{30000}"]),
            // Korean whole, composed or not.
            ("한국어 단어", ["한국어", "단어"]), ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}", ["한국"]),
            // Points, hamza and tatweel go.
            ("كِتَاب كـــتاب أحمد", ["كتاب", "كتاب", "احمد"]), ("שָׁלוֹם", ["שלום"]),
            // Vowel signs and viramas stay; the nukta goes.
            ("हिन्दी किताब क़लम", ["हिन्दी", "किताब", "कलम"]), ("தமிழ்", ["தமிழ்"]),
            ("\u{9CB} \u{9C7}\u{9BE}", ["\u{9C7}\u{9BE}", "\u{9C7}\u{9BE}"]),
            ("ภาษาไทย น้ำ", ["ภาษาไทย", "น\u{E49}\u{E4D}\u{E32}"]),
        ] as [(String, [String])])
    func scriptsKeepWhatMakesAnotherWord(text: String, words: [String]) {
        #expect(
            WordSplitter.words(of: text).map { Array($0.unicodeScalars) } == words.map { Array($0.unicodeScalars) })
    }

    @Test func wordsKnowWhereTheyStand() {
        let text = "Né\u{301}e 😀 東京: İ-ﬁn½ か\u{3099}!"
        let scalars = Array(text.unicodeScalars)
        let words = WordSplitter.placedWords(of: text)
        #expect(words.map(\.text) == ["nee", "東", "京", "i", "fin1", "2", "が"])
        func source(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
        #expect(words.map { source($0.range) } == ["Né\u{301}e", "東", "京", "İ", "ﬁn½", "½", "か\u{3099}"])
    }

    @Test func foldingTwiceIsFoldingOnceForEveryScalar() {
        // What is asked for may be a word that came from here.
        var wrong: [UInt32] = []
        for value in 0..<0x31000 as Range<UInt32> {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = WordSplitter.joined("a\(Character(scalar))b")
            if WordSplitter.joined(once) != once { wrong.append(value) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(20).map { String($0, radix: 16) })")
    }

    @Test func ofAVeryLongWordOnlyTheBeginningCounts() {
        let long = String(repeating: "x", count: 100_000)
        #expect(WordSplitter.words(of: "a \(long) b") == ["a", String(long.prefix(WordSplitter.longestWord)), "b"])
        #expect(WordSplitter.placedWords(of: long).map(\.range) == [0..<100_000])
        let hangul = String(repeating: "한", count: 1_000)
        #expect(WordSplitter.words(of: hangul) == [String(hangul.prefix(WordSplitter.longestWord / 3))])
        let letters = String(repeating: "\u{1112}\u{1161}\u{11AB}", count: 40) + "\u{1100}\u{116E}"
        #expect(WordSplitter.words(of: letters) == [String(hangul.prefix(WordSplitter.longestWord / 3))])
    }

    @Test func rangesOfTermsAreMarkedOnce() {
        func marked(_ terms: [String], _ text: String) -> [Range<Int>] { WordSplitter.ranges(of: terms, in: text) }
        #expect(marked(["cafe", "kx 200"], "Café KX-200, a 200 and a KX.") == [0..<4, 5..<11])
        #expect(marked(["東 京", "京 都"], "東京都 京") == [0..<3])
        #expect(marked(["a", "a b"], "A B a") == [0..<3, 4..<5])
        #expect(marked(["", "x"], "") == [])
    }

    // MARK: Questions

    @Test(
        arguments: [
            ("Kesterfield's KX-200?", ["kesterfield", "kx 200"]),
            ("don't O'Brien", ["don", "o", "brien"]),
            ("\"a OR b\" NEAR(c*) ^d", ["a", "or", "b", "near", "c", "d"]),
            ("the cat the cat", ["the", "cat"]),
            ("红烧肉 肉", ["红 烧", "烧 肉", "肉"]),
            ("fair_shares.py 12:30 1914–1918 and/or", ["fair shares py", "12 30", "1914 1918", "and", "or"]),
            ("end.Begin - x", ["end begin", "x"]), ("", []), ("'s", ["s"]),
        ] as [(String, [String])])
    func questionsBecomeTerms(question: String, terms: [String]) {
        #expect(WordQuery(question).terms.map(\.text) == terms)
    }

    @Test func aVeryLongQuestionHasAnEnd() {
        let numbers = (0..<20_000).map(String.init).joined(separator: " ")
        #expect(WordQuery(numbers).terms.count == WordQuery.mostTerms)
        #expect(WordQuery(numbers.replacing(" ", with: "-")).terms.count <= WordQuery.mostTerms)
        let ideographs = String(String.UnicodeScalarView((0x4E00..<0x9E00).compactMap { Unicode.Scalar($0) }))
        #expect(WordQuery(ideographs).terms.count <= WordQuery.mostTerms)
    }
}
