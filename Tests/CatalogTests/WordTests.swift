import Foundation
import GRDB
import NearestCore
import Testing

@testable import Catalog

/// Full-text search: that it finds what is there, and that its tables follow the segments everywhere.
@Suite struct WordTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        catalog = try Catalog(writingTo: folder.path)
    }

    // MARK: Finding

    @Test func aNameIsFoundAndNothingElse() throws {
        try record("a.txt", ["The landlord of Kesterfield House wrote again.", "A boiler KX-200, made in 1974."])
        try record("b.txt", ["Room 200 has no boiler; the kx is broken.", "Ünïcode and 東京タワー and Straße"])
        #expect(try found("kesterfield") == ["The landlord of Kesterfield House wrote again."])
        #expect(try found("KX-200") == ["A boiler KX-200, made in 1974."])
        #expect(try found("STRASSE unicode") == ["Ünïcode and 東京タワー and Straße"])
        #expect(try found("東京") == ["Ünïcode and 東京タワー and Straße"])
        #expect(try found("京東").isEmpty)
        #expect(try found("") == [] && found("…") == [] && found("nowhere") == [])
        let hit = try #require(try hits("Who is Kesterfield's boss", coverage: 0).first)
        #expect(hit.matched == ["kesterfield"])
    }

    @Test func aNameThatIsNowhereTogetherIsLookedForByItsWords() throws {
        try record("a.txt", ["A kettle for a well-off sailor", "nothing here"])
        let hit = try #require(try hits("kettle-sailor").first)
        #expect(hit.matched == ["kettle", "sailor"] && hit.coverage == 1)
    }

    @Test(
        arguments: [
            "a\"b", "\"", "AND", "OR NOT AND", "NEAR(a b)", "a*", "^a", "-a", "text:a", "a AND", "{a}", "a + b",
            "(",
            "NULL", "'; DROP TABLE words; --", "words MATCH", "\u{0}a",
        ])
    func nothingInAQuestionIsAnOperator(question: String) throws {
        try record("a.txt", ["a b AND OR NOT NEAR", "drop the table of words; text, null, match"])
        _ = try hits(question, coverage: 0)
        #expect(try found("or") == ["a b AND OR NOT NEAR"])
    }

    @Test func filtersAndLimitsHold() throws {
        try record("a.txt", ["whale one", "whale two two"], modality: .text)
        try record("b.png", ["whale three"], modality: .image)
        #expect(try hits("whale").count == 3)
        #expect(try catalog.wordHits(WordQuery("whale"), limit: 2).count == 2)
        #expect(try catalog.wordHits(WordQuery("whale"), limit: 0).isEmpty)
        let pictures = try catalog.wordHits(WordQuery("whale"), limit: 9, modalities: [.image])
        #expect(try texts(pictures) == ["whale three"])
        let first = try #require(try hits("two").first?.segment)
        #expect(try catalog.wordHits(WordQuery("whale"), limit: 9, allowed: [first]).map(\.segment) == [first])
        #expect(try catalog.wordHits(WordQuery("whale"), limit: 9, allowed: []).isEmpty)
    }

    @Test func coverageIsTheShareOfWhatIsRare() throws {
        try record("a.txt", (0..<40).map { "the ship number\($0)" } + ["the albatross", "a gull"])
        let hits = try hits("the albatross zeppelin", coverage: 0)
        let albatross = try #require(hits.first)
        func weight(_ count: Double) -> Double { log(1 + (42 - count + 0.5) / (count + 0.5)) }
        let whole = weight(41) + weight(1) + weight(0)
        #expect(albatross.matched == ["the", "albatross"])
        #expect(abs(albatross.coverage - (weight(41) + weight(1)) / whole) < 1e-12)
        #expect(hits.count == 1, "the ships share only what all have")
        #expect(try self.hits("the albatross zeppelin", coverage: 0.5).isEmpty)
        #expect(try self.hits("the albatross", coverage: 0.9).count == 1)
    }

    @Test func commonWordsAloneFindWhatHasThemAll() throws {
        try record("a.txt", (0..<60).map { "to be \($0)" } + (60..<90).map { "to go \($0)" } + ["be"])
        #expect(try hits("to be").count == 60)
        #expect(try hits("to").count == 90)
        #expect(try hits("go be").isEmpty == false, "none has both, so the rarer one decides")
    }

    /// SQLite's own `bm25()` is the reference, of all words at once.
    @Test func theOrderIsThatOfSQLite() throws {
        var generator = SplitMix64(seed: 7)
        let words = (0..<60).map { "w\($0)" }
        let texts = (0..<300).map { _ in
            (0..<Int.random(in: 1...40, using: &generator))
                .map { _ in
                    words[min(Int.random(in: 0..<60, using: &generator), Int.random(in: 0..<60, using: &generator))]
                }
                .joined(separator: " ")
        }
        try record("a.txt", texts)
        for question in ["w58 w59", "w57", "w50 w55 w59", "w1-w2 w59", "w0 w1 w58"] {
            let query = WordQuery(question)
            let hits = try catalog.wordHits(query, limit: 1_000, minimumCoverage: 0)
            let expression = query.terms.map { "\"\($0.text)\"" }.joined(separator: " OR ")
            let ranks = try catalog.read { database in
                try Row.fetchAll(
                    database, sql: "SELECT rowid, bm25(words) AS rank FROM words WHERE words MATCH ?",
                    arguments: [expression]
                ).reduce(into: [SegmentID: Double]()) { $0[$1["rowid"]] = -($1["rank"] as Double) }
            }
            #expect(!hits.isEmpty)
            for hit in hits {
                let rank = try #require(ranks[hit.segment])
                #expect(abs(rank - hit.score) < 1e-9 * max(1, rank), "\(question)")
            }
            #expect(hits.map(\.score) == hits.map(\.score).sorted(by: >))
            let best = try #require(ranks.values.max())
            #expect(abs((hits.first?.score ?? 0) - best) < 1e-9 * max(1, best), "\(question)")
        }
    }

    @Test func ofManyThatMatchTheBestAreRead() throws {
        // More than are read, so SQLite's order decides; the best one comes last.
        let texts = (0..<900).map { "needle in haystack \($0) of hay and more hay" } + ["needle needle"]
        try record("a.txt", texts + (0..<4_000).map { "straw \($0)" })
        #expect(try self.texts(catalog.wordHits(WordQuery("needle"), limit: 3)).contains("needle needle"))
        #expect(try catalog.wordHits(WordQuery("needle"), limit: 5_000).count == 901)
    }

    @Test func aQuestionOfAHundredThousandCharactersEnds() throws {
        try record("a.txt", ["word 17 and word 23"])
        let long = (0..<20_000).map { "\($0)" }.joined(separator: " ")
        #expect(try hits(long, coverage: 0).count == 1)
        #expect(try hits(String(repeating: "x", count: 100_000)).isEmpty)
        #expect(try hits(String(repeating: "word ", count: 20_000)).count == 1)
    }

    // MARK: Following the segments

    @Test func wordsComeAndGoWithFiles() throws {
        try record("a.txt", ["zebra"])
        #expect(try found("zebra") == ["zebra"])
        // A file that changed.
        try record("a.txt", ["giraffe"])
        try catalog.sweep()
        #expect(try found("zebra").isEmpty && found("giraffe") == ["giraffe"])
        // A copy, or another name, needs no words of its own.
        #expect(try catalog.adopt(file("b.txt", Self.digest(["giraffe"]))))
        try catalog.removeFiles([CorpusPath("a.txt")])
        #expect(try catalog.sweep() == 0)
        #expect(try found("giraffe") == ["giraffe"])
        try catalog.removeFiles([CorpusPath("b.txt")])
        try catalog.sweep()
        #expect(try found("giraffe").isEmpty)
        #expect(try rows() == 0)
    }

    @Test func piecesWithoutTextHaveNoWords() throws {
        let piece = Segment(modality: .image, evidence: .native, place: .whole, text: "")
        try catalog.record(file("p.png", 1), items: [entry([piece])], problems: [])
        #expect(try rows() == 0 && catalog.wordProblems().isEmpty)
        try catalog.removeFiles([CorpusPath("p.png")])
        #expect(try catalog.sweep() == 1)
    }

    @Test func captionsAndTranscriptsHaveWords() throws {
        let mention = PictureMention(picture: CorpusPath("p.png"), text: "A tern")
        let document = CatalogItem(
            item: Item(segments: [segment("words")]), digest: Self.digest(1), mentions: [mention])
        try catalog.record(file("a.md", 1), items: [document], problems: [])
        let picture = Segment(modality: .image, evidence: .native, place: .whole, text: "")
        var record = file("p.png", 2)
        record.kind = "image"
        try catalog.record(record, items: [entry([picture])], problems: [])
        for caption in try catalog.pendingCaptions(after: 0, limit: 9) {
            let words = Segment(modality: .image, evidence: .caption, place: .whole, text: caption.text)
            try catalog.addCaptions([(caption.mentionID, entry([words]))])
        }
        #expect(try found("tern") == ["A tern"])

        let sound = Segment(modality: .audio, evidence: .native, place: .time(start: 0, end: 30), text: "")
        try catalog.record(file("s.wav", 3), items: [entry([sound])], problems: [])
        let pending = try #require(try catalog.pendingTranscript(after: 0))
        let heard = Segment(
            modality: .audio, evidence: .transcript, place: .time(start: 0, end: 5), text: "ask not")
        try catalog.addTranscript(entry([heard]), to: pending, problem: nil)
        #expect(try found("ask not") == ["ask not"])

        try catalog.removeFiles([CorpusPath("a.md"), CorpusPath("s.wav")])
        try catalog.sweep()
        #expect(try found("tern").isEmpty && found("ask").isEmpty && rows() == 0)
        #expect(try catalog.wordProblems().isEmpty)
    }

    @Test func importedRowsHaveTheWordsThatCameWithThem() throws {
        let space = Space(
            model: "m", dimensions: 4, modalities: [.text], precision: .f32, settings: [:], fingerprint: "f")
        let id = try catalog.add(space)
        let rows = ImportedRows(
            range: 0..<3, descriptions: [.init(text: "a pangolin"), .init(), .init(text: "an okapi")],
            firstSegment: try catalog.nextSegment())
        try catalog.commitImport(
            rows, name: "import", spaceID: id, modality: .text, folder: "v", rows: 3, progress: ("p", "3"))
        #expect(try found("pangolin") == ["a pangolin"])
        #expect(try self.rows() == 2)
        try catalog.removeImport(spaceID: id, progress: "p")
        #expect(try found("pangolin").isEmpty && self.rows() == 0)
    }

    @Test func aTextThatChangesInPlaceChangesItsWords() throws {
        try record("a.txt", ["zebra"])
        func set(_ text: String) throws {
            try catalog.write { try $0.execute(sql: "UPDATE segment SET text = ?", arguments: [text]) }
        }
        try set("giraffe")
        #expect(try found("zebra").isEmpty && found("giraffe") == ["giraffe"])
        try set("")
        #expect(try rows() == 0)
        try set("okapi")
        #expect(try found("okapi") == ["okapi"] && catalog.wordProblems().isEmpty)
    }

    @Test func whatIsRolledBackLeavesNoWords() throws {
        struct Killed: Error {}
        try record("a.txt", ["zebra"])
        #expect(throws: Killed.self) {
            try catalog.commit { database in
                try database.execute(sql: "INSERT INTO content (digest) VALUES (x'00')")
                try database.execute(
                    sql: """
                        INSERT INTO segment (content_id, ordinal, modality, evidence, text)
                        VALUES (2, 0, 'text', 'content', 'giraffe')
                        """)
                try database.execute(sql: "DELETE FROM item; DELETE FROM content WHERE id = 1")
                throw Killed()
            }
        }
        #expect(try found("zebra") == ["zebra"] && found("giraffe").isEmpty && catalog.wordProblems().isEmpty)
    }

    // MARK: Older indexes, damage

    @Test func anOlderCatalogGetsItsWords() throws {
        let older = try TemporaryFolder()
        do {
            let queue = try DatabaseQueue(path: older.path + "/" + Catalog.fileName)
            try Schema.migrator.migrate(queue, upTo: "4 transcripts")
            try queue.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO content (id, digest) VALUES (1, x'01');
                        INSERT INTO segment (id, content_id, ordinal, modality, evidence, text) VALUES
                            (3, 1, 0, 'text', 'content', 'The quagga'), (4, 1, 1, 'image', 'native', '');
                        """)
            }
            try queue.close()
        }
        let error = #expect(throws: NearestError.self) { try Catalog(readingFrom: older.path) }
        #expect(error?.remedy?.contains("nearest index") == true)
        let migrated = try Catalog(writingTo: older.path)
        #expect(try migrated.wordHits(WordQuery("quagga"), limit: 9).map(\.segment) == [3])
        #expect(try migrated.wordProblems().isEmpty)
        try migrated.write { try $0.execute(sql: "DELETE FROM content") }
        #expect(try migrated.wordHits(WordQuery("quagga"), limit: 9).isEmpty)
    }

    @Test func wordsOfAnotherVersionAreMadeAnew() throws {
        try record("a.txt", ["zebra"])
        try catalog.setSetting("words", to: "0")
        #expect(try catalog.wordProblems().count == 1)
        let again = try Catalog(writingTo: folder.path)
        #expect(try again.wordProblems().isEmpty && again.wordHits(WordQuery("zebra"), limit: 1).count == 1)
    }

    @Test func wordsThatDoNotAgreeAreReported() throws {
        try record("a.txt", ["zebra", "giraffe okapi"])
        try catalog.write { database in
            try database.execute(
                sql: """
                    INSERT INTO words (words, rowid, text) VALUES ('delete', 1, 'zebra');
                    INSERT INTO words (rowid, text) VALUES (99, 'ghost');
                    """)
        }
        #expect(try catalog.wordProblems().count == 2)
        #expect(try hits("ghost").isEmpty)
        try catalog.remakeWords()
        #expect(try catalog.wordProblems().isEmpty && found("zebra") == ["zebra"])
    }

    @Test func integersOfRecordsAreRead() {
        #expect(WordStore.integers(Data([0x05, 0x81, 0x00, 0xFF, 0x7F])) == [5, 128, 16_383])
        #expect(WordStore.integers(Data(repeating: 0xFF, count: 9)) == [Int.max])
        #expect(WordStore.integers(Data([0x81])) == [] && WordStore.integers(Data()) == [])
    }

    // MARK: Material

    private static func digest(_ number: UInt8) -> ContentDigest {
        ContentDigest(bytes: [UInt8](repeating: number, count: 32))
    }

    private static func digest(_ texts: [String]) -> UInt8 {
        texts.joined().utf8.reduce(7) { $0 &* 31 &+ $1 }
    }

    private func file(_ path: String, _ digest: UInt8) -> FileRecord {
        FileRecord(
            path: CorpusPath(path), size: 1, modifiedNanoseconds: 1, digest: Self.digest(digest),
            extractorVersion: 1,
            state: .read)
    }

    private func segment(_ text: String, _ modality: Modality = .text) -> Segment {
        Segment(modality: modality, evidence: .content, place: .whole, text: text)
    }

    /// An item whose digest is made of its texts, as that of extraction is.
    private func entry(_ segments: [Segment]) -> CatalogItem {
        var bytes = Array(segments.map { "\($0.modality) \($0.evidence) \($0.text)" }.joined(separator: "\n").utf8)
        bytes = (0..<32).map { place in
            stride(from: place, to: bytes.count, by: 32).reduce(UInt8(place)) { $0 &* 31 &+ bytes[$1] }
        }
        return CatalogItem(item: Item(segments: segments), digest: ContentDigest(bytes: bytes))
    }

    private func record(_ path: String, _ texts: [String], modality: Modality = .text) throws {
        try catalog.record(
            file(path, Self.digest(texts)), items: [entry(texts.map { segment($0, modality) })], problems: [])
    }

    private func hits(_ question: String, coverage: Double = WordHit.enoughCoverage) throws -> [WordHit] {
        try catalog.wordHits(WordQuery(question), limit: 100, minimumCoverage: coverage)
    }

    private func texts(_ hits: [WordHit]) throws -> [String] {
        let records = try catalog.segments(hits.map(\.segment))
        return hits.compactMap { records[$0.segment]?.segment.text }
    }

    private func found(_ question: String) throws -> [String] { try texts(hits(question)) }

    /// Segments that have words.
    private func rows() throws -> Int { try catalog.read { try WordStore.totals(in: $0).segments } }
}
