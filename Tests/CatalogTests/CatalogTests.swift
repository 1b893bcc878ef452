import Foundation
import GRDB
import NearestCore
import Testing

@testable import Catalog

@Suite struct CatalogTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        catalog = try Catalog(writingTo: folder.path)
    }

    @Test func aRecordedFileComesBackWithItsSegments() throws {
        let text = Segment(
            modality: .text, evidence: .content, place: .text(page: 2, range: 10..<25), text: "Größe 日本 \u{1F600}")
        let sound = Segment(modality: .audio, evidence: .transcript, place: .time(start: 1.5, end: 4), text: "hm")
        let whole = Segment(modality: .image, evidence: .native, place: .whole, text: "")
        let item = Item(record: 3, title: "A title", segments: [text, sound, whole])
        #expect(try catalog.record(file("a.md"), items: [entry(item, 1)], problems: ["line 7: no JSON"]) == 3)

        let known = try #require(try catalog.file(at: CorpusPath("a.md")))
        #expect(known.file == file("a.md"))
        #expect(known.failures == ["line 7: no JSON"])
        var visited: [Segment] = []
        try catalog.forEachItem(at: CorpusPath("a.md")) { item in
            #expect(item.record == 3)
            #expect(item.title == "A title")
            visited += item.segments.map(\.segment)
        }
        #expect(visited == [text, sound, whole])
    }

    @Test func namesThatAreNotUnicodeStayApart() throws {
        let first = CorpusPath(bytes: [0x61, 0xFF])
        let second = CorpusPath(bytes: [0x61, 0xFE])
        #expect(first.display == second.display)
        for path in [first, second] {
            var record = file("")
            record.path = path
            try catalog.record(record, items: [], problems: [])
        }
        #expect(Set(try catalog.files().keys) == [first, second])
    }

    @Test func equalContentIsStoredOnceAndOutlivesOneOfItsFiles() throws {
        let item = item("shared words")
        #expect(try catalog.record(file("one.txt"), items: [entry(item, 1)], problems: []) == 1)
        #expect(try catalog.record(file("two.txt"), items: [entry(item, 1)], problems: []) == 0)
        let id = try #require(try pending().first?.id)
        #expect(try catalog.segments([id])[id]?.occurrences.map(\.path.display) == ["one.txt", "two.txt"])

        try catalog.removeFiles([CorpusPath("one.txt")])
        #expect(try catalog.sweep() == 0)
        #expect(try catalog.segments([id])[id]?.occurrences.map(\.path.display) == ["two.txt"])

        try catalog.removeFiles([CorpusPath("two.txt")])
        #expect(try catalog.sweep() == 1)
        #expect(try catalog.segments([id]).isEmpty)
    }

    @Test func aTwinIsAdoptedOnlyWithTheSameExtensionAndExtractor() throws {
        let original = file("a.txt", digest: 7)
        try catalog.record(original, items: [entry(item("words"), 1)], problems: ["page 3: damaged"])
        #expect(try catalog.adopt(file("b.md", digest: 7)) == false)
        var newer = file("b.txt", digest: 7)
        newer.extractorVersion = 2
        #expect(try catalog.adopt(newer) == false)
        #expect(try catalog.adopt(file("c.txt", digest: 8)) == false)
        #expect(try catalog.adopt(file("b.txt", digest: 7)))
        #expect(try catalog.file(at: CorpusPath("b.txt"))?.failures == ["page 3: damaged"])
        let status = try catalog.status()
        #expect((status.files, status.items, status.segments) == (2, 2, 1))
    }

    @Test func readingAFileAgainReplacesItsItemsAndFailures() throws {
        try catalog.record(file("a.txt"), items: [entry(item("old"), 1)], problems: ["bad"])
        try catalog.record(file("a.txt"), items: [entry(item("new"), 2)], problems: [])
        try catalog.sweep()
        #expect(try pending().map(\.text) == ["new"])
        #expect(try catalog.status().failures.isEmpty)
    }

    @Test func aFileThatIsReadAgainKeepsItsItemsUntilItIsFinished() throws {
        try catalog.record(
            file("t.jsonl"), items: [entry(item("gone"), 1), entry(item("stays"), 2)], problems: [])
        try catalog.record(file("other.txt"), items: [entry(item("other"), 3)], problems: [])
        let ids = Dictionary(uniqueKeysWithValues: try pending().map { ($0.text, $0.id) })
        func found() throws -> Set<String> {
            try Set(catalog.segments(Array(ids.values)).values.map(\.segment.text))
        }
        var started = file("t.jsonl", digest: 9)
        started.state = .reading
        // The first reading is cut off, the second comes to its end.
        _ = try catalog.begin(started)
        try catalog.add([entry(item("stays"), 2)], to: started.path)
        try catalog.sweep()
        #expect(try found() == ["gone", "stays", "other"])
        let former = try catalog.begin(started)
        #expect(try catalog.file(at: started.path)?.file.state == .reading)
        try catalog.add([entry(item("stays"), 2)], to: started.path)
        let stays = try #require(ids["stays"])
        #expect(try catalog.segments([stays])[stays]?.occurrences.map(\.path.display) == ["t.jsonl"], "not thrice")
        try catalog.add([entry(item("new"), 4)], to: started.path)
        try catalog.finish(started.path, inPlaceOf: former, state: .read, milliseconds: 1, problems: [])
        try catalog.sweep()
        #expect(try found() == ["stays", "other"])
        #expect(try catalog.status().items == 3)
        #expect(try pending().map(\.text).sorted() == ["new", "other", "stays"])
    }

    @Test func commitsDecideWhatHasAVector() throws {
        let space = space("f1")
        let spaceID = try catalog.add(space)
        #expect(try catalog.add(space) == spaceID)
        try catalog.record(
            file("a.txt"), items: [entry(item("a"), 1), entry(item("b"), 2), entry(item("c"), 3)], problems: [])
        let waiting = try pending(spaceID)
        #expect(waiting.map(\.text) == ["a", "b", "c"])
        try catalog.commitVectors(
            of: waiting.prefix(2).map(\.id), spaceID: spaceID, modality: .text, folder: "v", rows: 2)
        #expect(try pending(spaceID).map(\.text) == ["c"])
        #expect(try catalog.pendingCount(spaceID: spaceID, modality: .text, kind: .words) == 1)

        let store = try #require(try catalog.stores().first)
        #expect((store.rows, store.count, store.folder, store.space) == (2, 2, "v", space))

        // A model added later has everything to do.
        let other = try catalog.add(self.space("f2"))
        #expect(try pending(other).count == 3)
    }

    @Test func aCommitIsOnTheDiskWhenItReturnsAndAFailedOneLeavesNothing() throws {
        struct Refused: Error {}
        let level = "PRAGMA synchronous"
        #expect(try catalog.commit { try Int.fetchOne($0, sql: level) } == 2)
        #expect(throws: Refused.self) {
            try catalog.commit { database in
                try database.execute(sql: "INSERT INTO setting (name, value) VALUES ('a', 'b')")
                throw Refused()
            }
        }
        #expect(try catalog.setting("a") == nil)
        // A corpus of many small files does not wait for the disk at each.
        #expect(try catalog.write { try Int.fetchOne($0, sql: level) } == 1)
        try catalog.setSetting("a", to: "c")
        #expect(try catalog.setting("a") == "c")
    }

    @Test func theHighestSegmentCountsRemovedOnes() throws {
        let spaceID = try catalog.add(space("f"))
        func highest() throws -> SegmentID? { try catalog.highestSegment(spaceID: spaceID, modality: .text) }
        #expect(try highest() == nil)
        try catalog.record(file("a.txt"), items: [entry(item("a"), 1)], problems: [])
        try catalog.record(file("b.txt"), items: [entry(item("b"), 2)], problems: [])
        let ids = try pending(spaceID).map(\.id)
        try catalog.commitVectors(of: ids, spaceID: spaceID, modality: .text, folder: "v", rows: 2)
        #expect(try highest() == ids[1])
        try catalog.removeFiles([CorpusPath("b.txt")])
        try catalog.sweep()
        #expect(try highest() == ids[1])
    }

    @Test func sweptSegmentsAreRemovedFromTheirStores() throws {
        let spaceID = try catalog.add(space("f"))
        try catalog.record(file("a.txt"), items: [entry(item("a"), 1)], problems: [])
        try catalog.record(file("b.txt"), items: [entry(item("b"), 2)], problems: [])
        let ids = try pending(spaceID).map(\.id)
        try catalog.commitVectors(of: ids, spaceID: spaceID, modality: .text, folder: "v", rows: 2)
        try catalog.removeFiles([CorpusPath("a.txt")])
        try catalog.sweep()
        #expect(try catalog.removedSegments(spaceID: spaceID, modality: .text) == [ids[0]])
        #expect(try catalog.stores().first?.count == 1)
    }

    @Test func aSegmentSweptWhileItWasEncodedIsCommittedAsRemoved() throws {
        let spaceID = try catalog.add(space("f"))
        try catalog.record(file("a.txt"), items: [entry(item("a"), 1)], problems: [])
        let ids = try pending(spaceID).map(\.id)
        try catalog.removeFiles([CorpusPath("a.txt")])
        try catalog.sweep()
        try catalog.commitVectors(of: ids, spaceID: spaceID, modality: .text, folder: "v", rows: 1)
        #expect(try catalog.stores().first?.count == 0)
        #expect(try catalog.removedSegments(spaceID: spaceID, modality: .text) == Set(ids))
    }

    @Test func segmentIdsNeverComeBack() throws {
        try catalog.record(file("a.txt"), items: [entry(item("a"), 1)], problems: [])
        let first = try #require(try pending().first?.id)
        try catalog.removeFiles([CorpusPath("a.txt")])
        try catalog.sweep()
        try catalog.record(file("b.txt"), items: [entry(item("b"), 2)], problems: [])
        #expect(try #require(try pending().first?.id) > first)
    }

    @Test func filtersChooseByPathExtensionTimeAndModality() throws {
        try catalog.record(file("notes/Whale.md", modified: 100), items: [entry(item("a"), 1)], problems: [])
        try catalog.record(file("slides/sea.pdf", modified: 200), items: [entry(item("b"), 2)], problems: [])
        try catalog.record(file("slides/sky.pdf", modified: 300), items: [entry(item("c"), 3)], problems: [])
        func texts(_ change: (inout SegmentFilter) -> Void) throws -> [String] {
            var filter = SegmentFilter()
            change(&filter)
            let ids = try catalog.segments(matching: filter)
            return try catalog.segments(Array(ids)).values.map(\.segment.text).sorted()
        }
        #expect(try texts { _ in } == ["a", "b", "c"])
        #expect(try texts { $0.extensions = ["pdf"] } == ["b", "c"])
        #expect(try texts { $0.pathParts = ["whale"] } == ["a"])
        #expect(try texts { $0.modifiedFrom = 200 } == ["b", "c"])
        #expect(try texts { $0.modifiedBefore = 200 } == ["a"])
        #expect(try texts { $0.modalities = [.image] } == [])
        #expect(
            try texts {
                $0.extensions = ["pdf"]
                $0.modifiedFrom = 201
            } == ["c"])
    }

    @Test func aReaderSeesOnlyWhatIsCommitted() throws {
        let reader = try Catalog(readingFrom: folder.path)
        #expect(try reader.status().items == 0)
        try catalog.record(file("a.txt"), items: [entry(item("a"), 1)], problems: [])
        #expect(try reader.status().items == 1)
        #expect(throws: NearestError.self) { try reader.setSetting("a", to: "b") }
    }

    @Test func folderFailuresComeAndGoWithoutTouchingTheFilesOwn() throws {
        try catalog.record(file("a.txt"), items: [], problems: ["is empty"])
        try catalog.replaceFolderFailures([Failure(path: CorpusPath("secret"), reason: "no permission")])
        #expect(try catalog.status().failures.map(\.reason) == ["is empty", "no permission"])
        try catalog.replaceFolderFailures([])
        #expect(try catalog.status().failures.map(\.reason) == ["is empty"])
    }

    // MARK: Damage

    @Test func aMissingCatalogSaysHowToMakeOne() throws {
        let empty = try TemporaryFolder()
        let error = #expect(throws: NearestError.self) { try Catalog(readingFrom: empty.path) }
        #expect(error?.code == .noIndex)
        #expect(error?.remedy?.contains("nearest index") == true)
    }

    @Test func aCatalogThatIsNoDatabaseIsNamed() throws {
        let broken = try TemporaryFolder()
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: broken.path + "/catalog.sqlite"))
        let error = #expect(throws: NearestError.self) { try Catalog(readingFrom: broken.path) }
        #expect(error?.code == .corruptIndex)
        #expect(error?.subject == broken.path + "/catalog.sqlite")
    }

    @Test func aNewerCatalogIsRefused() throws {
        try catalog.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 the future')")
        }
        for open in [{ try Catalog(readingFrom: $0) }, { try Catalog(writingTo: $0) }]
            as [(String) throws -> Catalog]
        {
            let error = #expect(throws: NearestError.self) { try open(folder.path) }
            #expect(error?.code == .newerIndex)
        }
    }

    // MARK: Material

    private func file(_ path: String, digest: UInt8 = 1, modified: Int64 = 5) -> FileRecord {
        FileRecord(
            path: CorpusPath(path), size: 10, modifiedNanoseconds: modified,
            digest: ContentDigest(bytes: [UInt8](repeating: digest, count: 32)), extractorVersion: 1, state: .read)
    }

    private func item(_ text: String) -> Item {
        let place = Place.text(page: nil, range: 0..<text.unicodeScalars.count)
        return Item(segments: [Segment(modality: .text, evidence: .content, place: place, text: text)])
    }

    private func entry(_ item: Item, _ digest: UInt8) -> CatalogItem {
        CatalogItem(item: item, digest: ContentDigest(bytes: [UInt8](repeating: digest, count: 32)))
    }

    private func space(_ fingerprint: String) -> Space {
        Space(
            model: "m", dimensions: 4, modalities: [.text], precision: .f32, settings: ["pooling": "mean"],
            fingerprint: fingerprint)
    }

    private func pending(_ spaceID: Int64 = 1) throws -> [PendingSegment] {
        try catalog.pendingSegments(spaceID: spaceID, modality: .text, kind: .words, after: 0, limit: 100).segments
    }
}
