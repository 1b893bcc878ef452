import Testing

@testable import Extraction

@Suite struct SentenceSplitterTests {
    private func sentences(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        return SentenceSplitter.sentences(in: text).map { range in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
    }

    /// Texts whose sentences stand apart by `|`.
    private static let table = [
        "One. |Two! |Three? |Four",
        "He met Dr. Smith at 3.15 p.m. |The door was open.",
        "J. R. R. Tolkien wrote it. |It was long.",
        "It costs $3.50 per unit. |See www.example.org for more.",
        "“Why?” he asked. |“Because.” |She left.",
        "Use tools, e.g. Hammers or saws, etc. |The rest is easy.",
        "See Fig. 3 and pp. 12 ff. of vol. 2. |Then stop.",
        "The U.S. Army came. |He lives in the U.S. |They moved.",
        "Wait... what? |Yes… |No.",
        "1. First point. |Second sentence.",
        "In 1999. |Next year.",
        "No. |That is wrong. |Room No. 5 is free.",
        "Und z.B. Hunde, d.h. Tiere. |Der Rest folgt. |Hr. Müller kam.",
        "今日は晴れです。|明日は雨でしょう！|本当？|はい",
        "他说：“你好。”|然后走了。",
        "यह एक वाक्य है। |यह दूसरा है।",
        "هل هذا سؤال؟ |نعم.",
        "A first paragraph\n\n|A second one\n- |a bullet".replacing("\n- |", with: "\n|- "),
        "It was wrapped\nin the middle. |And went\non.",
        "Vitamin C. |", "Is it?! |Yes.", "(It was late.) |He slept.", "Hello.World is one word. |End.",
        "Apple Inc. CEO Tim spoke. |Apple Inc. |The rest.", "She has a Ph.D. |It took years.",
    ]

    @Test(arguments: table) func sentencesEndWhereTheyShould(_ marked: String) {
        let expected = marked.split(separator: "|").map { part in
            String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        #expect(sentences(marked.replacing("|", with: "")) == expected)
    }

    @Test(arguments: UInt64(0)..<50) func everythingIsInExactlyOneSentence(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces: [Unicode.Scalar] = [
            "a", "B", "c", "7", ".", ".", "!", "?", "。", "”", "\"", " ", " ", "\n", "\n", "\t", "\u{C}", "-", "中",
            "é", "\u{301}",
            "\u{A0}", "(", ")",
        ]
        var view = String.UnicodeScalarView()
        for _ in 0..<400 { view.append(pieces.randomElement(using: &random) ?? "a") }
        let scalars = Array(String(view).unicodeScalars)
        let ranges = SentenceSplitter.sentences(in: String(view))
        var covered = [Int](repeating: 0, count: scalars.count)
        for range in ranges {
            #expect(!range.isEmpty)
            #expect(!scalars[range.lowerBound].isSpace && !scalars[range.upperBound - 1].isSpace)
            for index in range { covered[index] += 1 }
        }
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        for index in scalars.indices where !scalars[index].isSpace { #expect(covered[index] == 1) }
    }

    @Test func emptyTextHasNoSentence() {
        #expect(SentenceSplitter.sentences(in: "").isEmpty)
        #expect(SentenceSplitter.sentences(in: " \n\t\u{3000}").isEmpty)
    }
}
