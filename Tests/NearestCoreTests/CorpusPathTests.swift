import Testing

@testable import NearestCore

@Suite struct CorpusPathTests {
    @Test func namesThatRepairToTheSameTextAreTwoFiles() {
        let (one, other) = (CorpusPath(bytes: [0x61, 0xFF]), CorpusPath(bytes: [0x61, 0xFE]))
        #expect(one != other)
        #expect(one.display == "a\u{FFFD}" && other.display == one.display)
        #expect(CorpusPath("\u{E9}") != CorpusPath("e\u{301}"))
    }

    @Test func partsOfAPath() {
        let path = CorpusPath.root.appending("papers".utf8).appending("a.b.PDF".utf8)
        #expect(path == CorpusPath("papers/a.b.PDF"))
        #expect(path.name == Array("a.b.PDF".utf8))
        #expect(path.fileExtension == "pdf")
        #expect(path.parent == CorpusPath("papers"))
        #expect(path.parent?.parent == .root)
        #expect(CorpusPath.root.parent == nil)
        #expect(CorpusPath.root.name.isEmpty)
    }

    @Test(arguments: [(".profile", ""), ("a.", ""), ("a", ""), ("x.d/a", ""), ("x.d/.a.TXT", "txt"), ("", "")])
    func fileExtensions(_ path: String, _ expected: String) {
        #expect(CorpusPath(path).fileExtension == expected)
    }

    @Test func theOrderIsThatOfTheBytes() {
        let sorted = [CorpusPath("é"), CorpusPath("b"), CorpusPath("B"), CorpusPath("a/b"), CorpusPath("a"), .root]
            .sorted()
        #expect(sorted.map(\.display) == ["", "B", "a", "a/b", "b", "é"])
    }

    @Test func displayCannotSteerATerminal() {
        #expect(CorpusPath("a\u{1B}[2J\n.txt").display == "a␛[2J␊.txt")
        #expect(CorpusPath("a\nb").description == "a␊b")
    }
}
