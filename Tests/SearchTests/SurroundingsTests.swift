import NearestCore
import Testing

@testable import Catalog
@testable import Search

@Suite struct SurroundingsTests {
    private static let text = Array("Alpha one. Beta two. Gamma three.\n\nDelta four. Épsilon 五.".unicodeScalars)

    private func record(_ ordinal: Int, _ range: Range<Int>) -> SegmentRecord {
        SegmentRecord(
            id: Int64(ordinal), contentID: 1, ordinal: ordinal,
            segment: Segment(
                modality: .text, evidence: .content, place: .text(page: nil, range: range),
                text: String(String.UnicodeScalarView(Self.text[range]))),
            title: nil, occurrences: [.init(path: CorpusPath("a.txt"), record: nil)])
    }

    @Test func overlapsAreSaidOnceAndGapsAreSpaces() {
        let passages = [record(0, 0..<20), record(1, 11..<33), record(2, 35..<Self.text.count)]
        let (text, passage) = SearchEngine.joined(passages[1], with: passages)
        #expect(text == String(String.UnicodeScalarView(Self.text)))
        #expect(String(String.UnicodeScalarView(Array(text.unicodeScalars)[passage])) == passages[1].segment.text)
    }

    @Test func theOnlyPassageStandsAlone() {
        let only = record(0, 0..<10)
        let (text, passage) = SearchEngine.joined(only, with: [only])
        #expect(text == "Alpha one.")
        #expect(passage == 0..<10)
    }
}
