import Catalog
import Extraction
import Foundation
import NearestCore
import Testing

@testable import Indexing

@Suite struct IndexerTests {
    private let corpus: TemporaryCorpus
    private let encoder = CountingEncoder()

    init() throws {
        corpus = try TemporaryCorpus()
    }

    @Test func everyPassageBecomesSearchable() throws {
        try corpus.write("The whale swims.", to: "sea/whale.txt")
        try corpus.write("{\"text\": \"first\"}\n{\"text\": \"second\"}\n", to: "rows.jsonl")
        let result = try corpus.index([encoder])
        #expect(result.phase == .finished)
        #expect(result.segmentsEncoded == 3)
        let status = try corpus.catalog.status()
        #expect((status.items, status.segments, status.failures.count) == (3, 3, 0))
        #expect(try corpus.content(encoder).count == 3)
    }

    @Test func aSecondRunReadsAndEmbedsNothing() throws {
        for index in 0..<50 { try corpus.write("text number \(index)", to: "\(index).txt") }
        try corpus.index([encoder])
        let again = try corpus.index([encoder])
        #expect((again.filesToRead, again.segmentsEncoded) == (0, 0))
        #expect(encoder.texts.count == 50)
    }

    @Test func aRenamedOrCopiedFileIsNotEmbeddedAgain() throws {
        try corpus.write("about whales", to: "a.txt")
        try corpus.index([encoder])
        try corpus.move("a.txt", to: "b.txt")
        try corpus.write("about whales", to: "copy.txt")
        try corpus.index([encoder])
        #expect(encoder.texts.count == 1)
        let content = try corpus.content(encoder)
        #expect(content.map { $0.prefix { $0 != "#" } } == ["b.txt", "copy.txt"])
    }

    @Test func aTouchedFileIsReadButNotEmbeddedAgain() throws {
        try corpus.write("about whales", to: "a.txt")
        try corpus.index([encoder])
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: corpus.path + "/a.txt")
        #expect(try corpus.index([encoder]).filesToRead == 1)
        #expect(try corpus.index([encoder]).filesToRead == 0)
        #expect(encoder.texts.count == 1)
    }

    @Test func aChangedFileLosesItsOldPassagesAndADeletedOneAll() throws {
        try corpus.write("about whales", to: "a.txt")
        try corpus.write("about ships", to: "b.txt")
        try corpus.index([encoder])
        try corpus.write("about dolphins instead", to: "a.txt")
        try corpus.remove("b.txt")
        try corpus.index([encoder])
        #expect(try corpus.content(encoder).count == 1)
        #expect(try corpus.content(encoder)[0].contains("dolphins"))
        #expect(try corpus.catalog.status().stores[0].count == 1)
    }

    @Test func oneChangedRowOfATableIsEmbeddedAlone() throws {
        func table(_ middle: String) -> String {
            (0..<20).map { "{\"text\": \"\($0 == 10 ? middle : "row \($0)")\"}" }.joined(separator: "\n")
        }
        try corpus.write(table("old"), to: "t.jsonl")
        try corpus.index([encoder])
        try corpus.write(table("new"), to: "t.jsonl")
        try corpus.index([encoder])
        #expect(encoder.texts.count == 21)
        #expect(try corpus.content(encoder).count == 20)
    }

    @Test func badFilesBecomeRowsAndTheRestIsIndexed() throws {
        try corpus.write("fine words", to: "good.txt")
        try corpus.write("", to: "empty.txt")
        try Data((0..<2_000).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ ($0 >> 3)) } + [0, 0, 0])
            .write(to: URL(fileURLWithPath: corpus.path + "/binary.txt"))
        try corpus.write("{\"a\": \"x\"}\n{broken\n{\"a\": \"y\"}\n", to: "rows.jsonl")
        let result = try corpus.index([encoder])
        #expect(result.phase == .finished)
        let failures = try corpus.catalog.status().failures
        #expect(failures.map(\.path.display) == ["binary.txt", "empty.txt", "rows.jsonl"])
        #expect(failures.last?.reason.contains("line 2") == true)
        #expect(try corpus.content(encoder).count == 3)

        // What was mended leaves the list.
        try corpus.write("no longer empty", to: "empty.txt")
        try corpus.index([encoder])
        #expect(try corpus.catalog.status().failures.map(\.path.display) == ["binary.txt", "rows.jsonl"])
    }

    @Test func whatIsDamagedIsNotReadAgainAndWhatIsHinderedIs() throws {
        let reader = CannedReader()
        try corpus.write("x", to: "damaged.txt")
        try corpus.write("y", to: "hindered.txt")
        reader.state.withLock { state in
            state.faults["damaged.txt"] = NearestError(
                .unreadable, "damaged.txt", "is cut short", remedy: "Its source may have it whole.")
            state.faults["hindered.txt"] = NearestError(
                .unreadable, "hindered.txt", "needs a program", remedy: "Install it.", mayPass: true)
        }
        do {
            let indexer = try Indexer(location: corpus.location, encoders: [encoder], excludes: [], reader: reader)
            for _ in 0..<3 { _ = try indexer.run(cancellation: Cancellation(), report: { _ in }) }
        }
        #expect(reader.read.sorted() == ["damaged.txt", "hindered.txt"], "once while a folder is watched")
        #expect(
            try corpus.catalog.status().failures.map(\.reason)
                == ["is cut short. Its source may have it whole.", "needs a program. Install it."])

        try corpus.index([encoder], reader: reader)
        #expect(reader.read.count == 3 && reader.read.last == "hindered.txt")
        reader.state.withLock { $0.faults = [:] }
        try corpus.index([encoder], reader: reader)
        #expect(reader.read.count == 4 && reader.read.last == "hindered.txt")
        #expect(try corpus.catalog.status().failures.map(\.path.display) == ["damaged.txt"])
        #expect(try corpus.index([encoder], reader: reader).filesToRead == 0)
    }

    @Test func textsOfAnIndexThatDoesNotSayHowTheyWereReadAreLeftAsTheyAre() throws {
        let reader = CannedReader()
        try corpus.write("about whales", to: "a.txt")
        try corpus.index([encoder], reader: reader)
        do {
            let catalog = try Catalog(writingTo: corpus.location.folder)
            for var file in try catalog.files().values {
                file.kind = nil
                try catalog.touch(file)
            }
        }
        #expect(try corpus.index([encoder], reader: reader).filesToRead == 1)
        #expect(reader.read == ["a.txt"])
        #expect(try corpus.content(encoder).count == 1)
        #expect(try corpus.index([encoder], reader: reader).filesToRead == 0)
    }

    @Test func aSecondModelEncodesWhatExistsWithoutReadingAgain() throws {
        try corpus.write("about whales", to: "a.txt")
        try corpus.index([encoder])
        let other = CountingEncoder(model: "other", dimensions: 3)
        let result = try corpus.index([encoder, other])
        #expect((result.filesToRead, result.segmentsEncoded) == (0, 1))
        #expect(other.texts == ["about whales"])
        #expect(try corpus.content(other).count == 1)
        #expect(try corpus.content(encoder).count == 1)
    }

    @Test func aCancelledRunKeepsItsCommitsAndTheNextGoesOn() throws {
        for index in 0..<900 { try corpus.write("passage number \(index)", to: "\(index).txt") }
        let cancellation = Cancellation()
        encoder.log.withLock { $0.beforeBatch = { if $0 > 100 { cancellation.cancel() } } }
        let cut = try corpus.index([encoder], cancellation: cancellation)
        #expect(cut.phase == .cancelled)
        let kept = try corpus.catalog.stores().first?.count ?? 0
        #expect(kept > 0 && kept < 900)

        let fresh = CountingEncoder()
        #expect(try corpus.index([fresh]).phase == .finished)
        #expect(fresh.texts.count == 900 - kept)
        let undisturbed = try TemporaryCorpus()
        for index in 0..<900 { try undisturbed.write("passage number \(index)", to: "\(index).txt") }
        try undisturbed.index([encoder])
        #expect(try corpus.content(encoder) == undisturbed.content(encoder))
    }

    @Test func aFailingModelIsReportedAndWhatWasCommittedStays() throws {
        for index in 0..<600 { try corpus.write("passage number \(index)", to: "\(index).txt") }
        encoder.log.withLock {
            $0.beforeBatch = { if $0 > 0 { throw NearestError(.inference, "model", "ran out of memory") } }
        }
        let error = #expect(throws: NearestError.self) { try corpus.index([encoder]) }
        #expect(error?.code == .inference)
        encoder.log.withLock { $0.beforeBatch = nil }
        #expect(try corpus.index([encoder]).phase == .finished)
        #expect(try corpus.content(encoder).count == 600)
    }

    @Test func aSecondWriterIsToldWhoHoldsTheLock() throws {
        let first = try Indexer(
            location: corpus.location, encoders: [encoder], excludes: [], reader: LocalFileReader())
        let error = #expect(throws: NearestError.self) {
            try Indexer(location: corpus.location, encoders: [encoder], excludes: [], reader: LocalFileReader())
        }
        #expect(error?.code == .locked)
        #expect(error?.problem.contains("\(ProcessInfo.processInfo.processIdentifier)") == true)
        withExtendedLifetime(first) {}
    }

    @Test func aDeletedVectorFolderIsMadeAnew() throws {
        for index in 0..<30 { try corpus.write("passage number \(index)", to: "\(index).txt") }
        try corpus.index([encoder])
        let before = try corpus.content(encoder)
        try FileManager.default.removeItem(atPath: corpus.location.folder + "/vectors")
        #expect(try corpus.index([encoder]).segmentsEncoded == 30)
        #expect(try corpus.content(encoder) == before)
    }

    @Test func vectorsThatAreMostlyDeadAreRewritten() throws {
        let rows = (0..<3_000).map { "{\"text\": \"row \($0)\"}" }
        try corpus.write(rows.joined(separator: "\n"), to: "t.jsonl")
        try corpus.index([encoder])
        try corpus.write(rows.prefix(1_000).joined(separator: "\n"), to: "t.jsonl")
        try corpus.index([encoder])
        let store = try #require(try corpus.catalog.stores().first)
        #expect((store.rows, store.removedRows) == (1_000, 0))
        #expect(try corpus.content(encoder).count == 1_000)
        let folders = try FileManager.default.contentsOfDirectory(atPath: corpus.location.folder + "/vectors")
        #expect(folders.map { "vectors/\($0)" } == [store.folder])
        // The index goes on growing in the new files.
        try corpus.write(rows.prefix(1_001).joined(separator: "\n"), to: "t.jsonl")
        try corpus.index([encoder])
        #expect(try corpus.content(encoder).count == 1_001)
    }

    @Test func excludesLeaveOutWhatWasIndexedBefore() throws {
        try corpus.write("about whales", to: "keep.txt")
        try corpus.write("noise", to: "build/out.txt")
        try corpus.index([encoder])
        try corpus.index([encoder], excludes: ["build/"])
        #expect(try corpus.content(encoder).count == 1)
    }

    @Test func anEmptyFolderIsAFinishedRun() throws {
        #expect(try corpus.index([encoder]).phase == .finished)
        #expect(try corpus.catalog.status().items == 0)
    }
}
