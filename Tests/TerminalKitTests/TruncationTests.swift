import Testing

@testable import TerminalKit

@Suite struct TruncationTests {
    private func path(_ width: Int, _ text: String = "papers/2019/vision/attention.pdf") -> String {
        Truncation.path(text, to: width, ellipsis: "…")
    }

    @Test func pathsKeepTheirFileName() {
        #expect(path(40) == "papers/2019/vision/attention.pdf")
        #expect(path(30) == "papers/…/vision/attention.pdf")
        #expect(path(25) == "papers/…/attention.pdf")
        #expect(path(15) == "…/attention.pdf")
        #expect(path(14) == "attention.pdf")
        #expect(path(9) == "atte….pdf")
        #expect(path(12, "日本語/長い文書の要約.txt") == "長い…約.txt")
    }

    @Test func tailsEndInAnEllipsis() {
        #expect(Truncation.tail("abcdef", to: 6, ellipsis: "…") == "abcdef")
        #expect(Truncation.tail("abcdef", to: 5, ellipsis: "…") == "abcd…")
        #expect(Truncation.tail("abcdef", to: 5, ellipsis: "..") == "abc..")
        #expect(Truncation.tail("漢字漢字", to: 6, ellipsis: "…") == "漢字…")
    }

    @Test func nothingIsEverTooWide() {
        let texts = ["a/b", "/", "", "a/漢字/👩‍🔬.txt", "very long name without any folder at all", "///x", "日本語/é"]
        for text in texts {
            for width in 0...45 {
                for ellipsis in ["…", ".."] {
                    #expect(DisplayWidth.of(Truncation.path(text, to: width, ellipsis: ellipsis)) <= width)
                    #expect(DisplayWidth.of(Truncation.middle(text, to: width, ellipsis: ellipsis)) <= width)
                    #expect(DisplayWidth.of(Truncation.tail(text, to: width, ellipsis: ellipsis)) <= width)
                }
            }
        }
    }
}
