import Testing

@testable import Tokenizers

/// What the fixtures' patterns do not reach. Results are Oniguruma's.
@Suite struct RegularExpressionTests {
    private func matches(_ pattern: String, _ text: String) throws -> [String] {
        let expression = try RegularExpression(RawText.scalars(of: pattern))
        let scalars = RawText.scalars(of: text)
        return scalars.withUnsafeBufferPointer { expression.matches(in: $0) }
            .map { RawText.string(of: scalars[$0]) }
    }

    @Test func greedLazinessAndPossession() throws {
        #expect(try matches("<.+>", "<a><b>") == ["<a><b>"])
        #expect(try matches("<.+?>", "<a><b>") == ["<a>", "<b>"])
        #expect(try matches("a++a", "aaaa") == [])
        #expect(try matches("(?>a|ab)c", "abc") == [])
        #expect(try matches("(?:a|ab)c", "abc") == ["abc"])
        #expect(try matches("x{2,3}", "xxxxx") == ["xxx", "xx"])
        #expect(try matches("x{2}", "xxxxx") == ["xx", "xx"])
        #expect(try matches("(?:ab){1,2}?c", "ababc") == ["ababc"])
        #expect(try matches("(?:ab)*c", "ababc c") == ["ababc", "c"])
        #expect(try matches("x*", "axxb") == ["xx"])
    }

    @Test func classesAndCase() throws {
        #expect(try matches("(?i)k[a-c]", "KA Kc \u{212A}B kd") == ["KA", "Kc", "\u{212A}B"])
        #expect(try matches("(?i:s)t", "St ST \u{17F}t") == ["St", "\u{17F}t"])
        #expect(try matches(#"[^\s\p{L}]+"#, "a1 2é-中") == ["1", "2", "-"])
        #expect(try matches(#"[]\-x]+"#, "a]-x") == ["]-x"])
        #expect(try matches(#"\p{^L}\P{N}"#, "1a 22") == ["1a"])
        #expect(try matches(#"[\x{4e2d}\u0061-c[xy]]+"#, "中abcxyz") == ["中abcxy"])
        #expect(try matches(#"\s+(?!\S)|\s+"#, "a   b  ") == ["  ", " ", "  "])
    }

    @Test func superscriptsAndFractionsAreWordsOutsideBracketsOnly() throws {
        let text = "x²³¹¼½¾ª"
        #expect(try matches(#"\w+"#, text) == [text])
        #expect(try matches(#"(?i:\w+)"#, text) == [text])
        #expect(try matches(#"\W"#, text) == [])
        #expect(try matches(#"[\w]+"#, text) == ["x", "ª"])
        #expect(try matches(#"[^\w\s]+"#, text) == ["²³¹¼½¾"])
        #expect(try matches(#"[[\W]]+"#, text) == ["²³¹¼½¾"])
        #expect(try matches(#"[^\W]+"#, text) == ["x", "ª"])
    }

    @Test func whatIsNotKnownIsRefused() {
        for pattern in [
            "(", ")", "[a", "a**|(?:a*)*", #"\"#, #"\p{Han}"#, #"\b"#, #"\1"#, "(?<n>a)", "(?<=a)b", "^a", "a$",
            "[a&&b]", "[[:alpha:]]", "x{3,2}", "x{1,2}+", "x{5000}", "(?:(?:x{900}){900}y){900}", "[b-a]", "(?i:é)",
            "*a", #"\x{D800}"#, String(repeating: "(", count: 5000),
        ] {
            #expect(throws: RegularExpressionParser.Failure.self, "\(pattern.prefix(20))") {
                try RegularExpression(RawText.scalars(of: pattern))
            }
        }
    }
}
