import NearestCore
import Testing

@testable import Extraction

@Suite struct PassageSplitterTests {
    private func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// What every list of passages must keep: limit, ranges, order, completeness, little repetition.
    private func check(_ passages: [Segment], of text: String, _ counter: some TokenCounter) {
        let scalars = Array(text.unicodeScalars)
        var covered = [Bool](repeating: false, count: scalars.count)
        var previous = 0..<0
        for passage in passages {
            guard let range = passage.place.textRange else {
                Issue.record("a passage has no range")
                return
            }
            let single = range.count == 1
            #expect(single || counter.tokenCount(of: passage.text) <= counter.passageTokenLimit)
            #expect(passage.text == string(scalars[range]))
            #expect(passage.text.first?.isWhitespace == false && passage.text.last?.isWhitespace == false)
            #expect(range.lowerBound >= previous.lowerBound && range.upperBound > previous.upperBound)
            let repeated = string(scalars[range.lowerBound..<max(range.lowerBound, previous.upperBound)])
            #expect(counter.tokenCount(of: repeated) * 100 <= counter.passageTokenLimit * 13 + 100)
            for index in range { covered[index] = true }
            previous = range
        }
        #expect(scalars.indices.allSatisfy { covered[$0] || scalars[$0].isSpace })
    }

    private static func randomText(seed: UInt64) -> String {
        var random = SeededGenerator(seed: seed)
        let words = [
            "the", "model", "Sentence", "of", "embedding.", "vectors,", "are", "42", "(near)", "Dr.", "stop!",
            "Why?",
            "über", "naïve;", "日本語の文。", "中文没有空格，也能分开。", "ไม่มีช่องว่าง", "e\u{301}tude", "👩‍👩‍👧‍👦", "—", "x", "\n", "\n\n",
            "\n\n",
            "\t", "- item", "https://example.org/a/very/long/address/without/any/space/in/it",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...600, using: &random) {
            if Int.random(in: 0..<120, using: &random) == 0 {
                text += String(repeating: "漢字", count: Int.random(in: 1...300, using: &random))
            } else if Int.random(in: 0..<150, using: &random) == 0 {
                text += String(repeating: "a", count: Int.random(in: 1...3000, using: &random))
            } else {
                text += words.randomElement(using: &random) ?? ""
            }
            if Int.random(in: 0..<12, using: &random) > 0 { text += " " }
        }
        return text
    }

    @Test(arguments: UInt64(0)..<60) func propertiesHold(seed: UInt64) throws {
        let text = Self.randomText(seed: seed)
        for limit in [8, 64, 254] {
            let counter = TestCounter(passageTokenLimit: limit)
            check(try PassageSplitter(counter: counter).passages(of: text), of: text, counter)
        }
    }

    @Test(arguments: UInt64(0)..<40) func countersThatDoNotAddUpAreObeyed(seed: UInt64) throws {
        let text = Self.randomText(seed: 1000 + seed)
        let scalars = Array(text.unicodeScalars)
        for limit in [5, 40] {
            try checkLimitAndCompleteness(text, scalars, GreedyCounter(passageTokenLimit: limit))
            try checkLimitAndCompleteness(text, scalars, ByteCounter(passageTokenLimit: limit))
        }
    }

    private func checkLimitAndCompleteness(
        _ text: String, _ scalars: [Unicode.Scalar], _ counter: some TokenCounter
    ) throws {
        var covered = [Bool](repeating: false, count: scalars.count)
        for passage in try PassageSplitter(counter: counter).passages(of: text) {
            let range = passage.place.textRange ?? 0..<0
            #expect(range.count == 1 || counter.tokenCount(of: passage.text) <= counter.passageTokenLimit)
            #expect(passage.text == string(scalars[range]))
            for index in range { covered[index] = true }
        }
        #expect(scalars.indices.allSatisfy { covered[$0] || scalars[$0].isSpace })
    }

    @Test func blankTextHasNoPassage() throws {
        for text in ["", " ", "\n\n\t", "\u{3000}"] {
            #expect(try PassageSplitter(counter: TestCounter()).passages(of: text).isEmpty)
        }
    }

    @Test func smallParagraphsShareAPassage() throws {
        let text = (1...5).map { "Paragraph number \($0)." }.joined(separator: "\n\n")
        let passages = try PassageSplitter(counter: TestCounter()).passages(of: text)
        #expect(passages.map(\.text) == [text])
    }

    @Test func aParagraphThatFitsStaysWhole() throws {
        let first = (0..<40).map { "w\($0)" }.joined(separator: " ") + "."
        let second = (0..<30).map { "v\($0)" }.joined(separator: " ") + "."
        let passages = try PassageSplitter(counter: TestCounter()).passages(of: first + "\n\n" + second)
        #expect(passages.map(\.text) == [first, second])
    }

    @Test func aPassageBeginsWithTheLastSentenceOfTheOneBefore() throws {
        let sentences = (0..<40).map { "This is the \($0) one." }
        let passages = try PassageSplitter(counter: TestCounter()).passages(of: sentences.joined(separator: " "))
        #expect(passages.count > 2)
        for (passage, next) in zip(passages, passages.dropFirst()) {
            let last = passage.text.split(separator: ". ").last.map(String.init) ?? ""
            #expect(next.text.hasPrefix(last))
        }
    }

    @Test func headingsBeginPassagesAndStayWithTheirText() throws {
        var document = StructuredText()
        let body = (0..<50).map { "w\($0)" }.joined(separator: " ") + "."
        for name in ["Alpha", "Beta", "Gamma"] {
            document.append(name, as: .heading)
            document.append(body, as: .prose)
        }
        let splitter = PassageSplitter(counter: TestCounter())
        let passages = try splitter.passages(of: document, cancellation: Cancellation())
        #expect(passages.map(\.text) == ["Alpha", "Beta", "Gamma"].map { $0 + "\n\n" + body })
    }

    @Test func aHeadingIsNeverLeftBehind() throws {
        var document = StructuredText()
        document.append((0..<12).map { "w\($0)" }.joined(separator: " ") + ".", as: .prose)
        document.append("Heading", as: .heading)
        let body = (0..<55).map { "v\($0)" }.joined(separator: " ") + "."
        document.append(body, as: .prose)
        let passages = try PassageSplitter(counter: TestCounter())
            .passages(of: document, cancellation: Cancellation())
        #expect(passages.last?.text == "Heading\n\n" + body)
    }

    @Test func noPassageSpansTwoPages() throws {
        var document = StructuredText()
        for page in 1...4 {
            document.append(
                "Short text of page \(page).".utf8.map { $0 }, as: .prose, separator: "\u{C}", page: page)
        }
        let passages = try PassageSplitter(counter: TestCounter())
            .passages(of: document, cancellation: Cancellation())
        #expect(passages.map(\.place.page) == [1, 2, 3, 4])
        #expect(passages.map(\.text) == (1...4).map { "Short text of page \($0)." })
    }

    @Test func aMegabyteWithoutASpaceIsCutByLength() throws {
        struct OneToken: TokenCounter {
            let passageTokenLimit = 64
            func tokenCount(of text: some StringProtocol) -> Int { text.isEmpty ? 0 : 1 }
        }
        let text = String(repeating: "x", count: 1 << 20)
        let passages = try PassageSplitter(counter: OneToken()).passages(of: text)
        #expect(passages.allSatisfy { $0.text.count <= 64 * 16 })
        #expect(passages.count >= 1024)
    }

    @Test func logsBreakAtLines() throws {
        let lines = (0..<200).map { "2026-01-0\($0 % 9) INFO request \($0) served" }
        let passages = try PassageSplitter(counter: TestCounter()).passages(of: lines.joined(separator: "\n"))
        #expect(passages.count > 5)
        #expect(passages.allSatisfy { $0.text.hasPrefix("2026") && $0.text.hasSuffix("served") })
    }

    @Test func cancellationStops() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try PassageSplitter(counter: TestCounter()).passages(of: "Text.", cancellation: cancellation)
        }
    }
}
