import Testing

@testable import NearestCore

@Suite struct NearestErrorTests {
    @Test func oneLineOfSubjectProblemAndRemedy() {
        let whole = NearestError(.unreadable, "a/b.pdf", "the file is encrypted", remedy: "Remove its password.")
        #expect(whole.description == "a/b.pdf: the file is encrypted. Remove its password.")
        #expect(NearestError(.system, nil, "no space is left").description == "no space is left")
        #expect(NearestError(.system, "x", "no space is left").description == "x: no space is left")
        #expect(
            NearestError(.noIndex, nil, "there is no index", remedy: "Run it.").description
                == "there is no index. Run it.")
    }

    @Test func namesFromFilesCannotSteerATerminal() {
        let error = NearestError(.unreadable, "a\u{1B}]0;x\u{7}\nb", "line\n  two", remedy: "Rename\tit.")
        #expect(error.description == "a␛]0;x␇ b: line two. Rename it.")
    }
}
