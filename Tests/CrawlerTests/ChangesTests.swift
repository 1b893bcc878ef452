import NearestCore
import Testing

@testable import Crawler

@Suite struct ChangesTests {
    private func known(_ files: KnownFile...) -> [CorpusPath: KnownFile] {
        Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
    }

    private func found(_ path: String, size: Int64 = 1, time: Int64 = 1) -> FoundFile {
        FoundFile(path: CorpusPath(path), size: size, modifiedNanoseconds: time)
    }

    private func earlier(_ path: String, needsReading: Bool = false) -> KnownFile {
        KnownFile(path: CorpusPath(path), size: 1, modifiedNanoseconds: 1, needsReading: needsReading)
    }

    @Test func everyKindOfChangeIsTold() {
        let before = known(
            earlier("same"), earlier("grown"), earlier("touched"), earlier("interrupted", needsReading: true),
            earlier("removed"), earlier("folder/removed"))
        let crawl = Crawl(files: [
            found("grown", size: 2), found("interrupted"), found("new"), found("same"), found("touched", time: 2),
        ])
        let changes = Changes.between(known: before, crawl: crawl)
        #expect(changes.unchanged == 1)
        #expect(changes.toRead.map(\.path.display) == ["grown", "interrupted", "new", "touched"])
        #expect(changes.gone.map(\.display) == ["folder/removed", "removed"])
    }

    @Test func nothingBelowAnUnreadFolderIsGone() {
        let before = known(earlier("a/b/c/file"), earlier("a/file"), earlier("a/bc"), earlier("top"))
        let crawl = Crawl(unreadFolders: [CorpusPath("a/b")])
        #expect(Changes.between(known: before, crawl: crawl).gone.map(\.display) == ["a/bc", "a/file", "top"])
        let rootUnread = Crawl(unreadFolders: [.root])
        #expect(Changes.between(known: before, crawl: rootUnread).gone.isEmpty)
    }

    @Test func namesThatAreNotUnicodeAreToldApart() {
        let first = KnownFile(path: CorpusPath(bytes: [0xFF]), size: 1, modifiedNanoseconds: 1)
        let crawl = Crawl(files: [FoundFile(path: CorpusPath(bytes: [0xFE]), size: 1, modifiedNanoseconds: 1)])
        let changes = Changes.between(known: [first.path: first], crawl: crawl)
        #expect(changes.toRead.map(\.path.bytes) == [[0xFE]])
        #expect(changes.gone.map(\.bytes) == [[0xFF]])
    }
}
