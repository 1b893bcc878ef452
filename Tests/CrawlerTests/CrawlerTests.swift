import Glibc
import NearestCore
import Testing

@testable import Crawler

@Suite struct CrawlerTests {
    private let folder = TemporaryFolder()

    private func crawl(excludes: [String] = []) throws -> Crawl {
        try Crawler(corpus: folder.path, excludes: excludes).crawl(cancellation: Cancellation(), progress: { _ in })
    }

    private func names(excludes: [String] = []) throws -> [String] {
        try crawl(excludes: excludes).files.map(\.path.display)
    }

    @Test func filesComeInByteOrderWithSizeAndTime() throws {
        folder.write("12345", to: "b.txt")
        folder.write("1", to: "a/z.txt")
        folder.write("", to: "a.txt")
        folder.write("", to: ".hidden")
        folder.write("", to: ".nearest/catalog.sqlite")
        folder.write("", to: "a/.git/HEAD")
        let crawl = try crawl()
        #expect(crawl.files.map(\.path.display) == ["a.txt", "a/z.txt", "b.txt"])
        #expect(crawl.files.map(\.size) == [0, 1, 5])
        var status = stat()
        #expect(stat(folder.path + "/b.txt", &status) == 0)
        let expected = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        #expect(crawl.files.last?.modifiedNanoseconds == expected)
        #expect(crawl.failures.isEmpty && crawl.unreadFolders.isEmpty)
    }

    @Test func namesAreBytes() throws {
        let name: [UInt8] = [0x61, 0xFF, 0x0A, 0x80]
        folder.write("x", toBytes: name + [0x2F] + name)
        let found = try crawl().files
        #expect(found.map(\.path.bytes) == [name + [0x2F] + name])
        let path = Array(folder.path.utf8) + [0x2F] + name + [0x2F] + name
        let digest = try FileDigest.sha256(ofFileAt: path, cancellation: Cancellation())
        #expect(digest.hexadecimal == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")
    }

    @Test func linksAreFollowedInsideTheCorpusOnly() throws {
        let elsewhere = TemporaryFolder()
        elsewhere.write("secret", to: "secret.txt")
        folder.write("123", to: "real/file.txt")
        folder.write("hidden", to: ".data/deep/kept.txt")
        folder.write("", to: ".nearest/catalog.txt")
        folder.link("file-link.txt", to: "real/file.txt")
        folder.link("folder-link", to: "real")
        folder.link("hidden-link", to: ".data")
        folder.link("index-link", to: ".nearest")
        folder.link("real/loop", to: "..")
        folder.link("self", to: "self")
        folder.link("nowhere", to: "missing")
        folder.link("out", to: elsewhere.path)
        folder.link("out.txt", to: elsewhere.path + "/secret.txt")
        folder.link(".data/deep/again", to: "..")
        let crawl = try crawl()
        #expect(crawl.files.map(\.path.display) == ["file-link.txt", "hidden-link/deep/kept.txt", "real/file.txt"])
        #expect(crawl.files.first?.size == 3)
        #expect(crawl.failures.isEmpty)
        #expect(try names(excludes: ["hidden-link/"]) == ["file-link.txt", "real/file.txt"])
    }

    @Test func aCorpusMayBeNamedThroughALink() throws {
        folder.write("", to: "real/file.txt")
        folder.link("corpus", to: "real")
        folder.link("real/link.txt", to: "file.txt")
        let crawler = try Crawler(corpus: folder.path + "/corpus")
        let files = try crawler.crawl(cancellation: Cancellation(), progress: { _ in }).files
        #expect(files.map(\.path.display) == ["file.txt", "link.txt"])
    }

    @Test func pipesAndSocketsAreLeftOut() throws {
        folder.write("", to: "file")
        mkfifo(folder.path + "/pipe.txt", 0o644)
        #expect(try names() == ["file"])
        #expect(throws: NearestError.self) {
            try FileDigest.sha256(ofFileAt: Array((folder.path + "/pipe.txt").utf8), cancellation: Cancellation())
        }
    }

    @Test func ignoreFilesHoldWhereTheyLie() throws {
        folder.write("*.log\n/build/\n", to: ".gitignore")
        folder.write("!keep.log\n", to: "sub/.gitignore")
        folder.write("drafts\n!again.log\n", to: ".nearestignore")
        for name in ["a.log", "again.log", "build/x", "sub/build/x", "sub/keep.log", "sub/b.log", "drafts/x"] {
            folder.write("", to: name)
        }
        #expect(try names() == ["again.log", "sub/build/x", "sub/keep.log"])
    }

    @Test func excludesAreStrongerThanIgnoreFiles() throws {
        folder.write("a\n!b\n", to: ".gitignore")
        for name in ["a", "b", "c", "d/e/f"] { folder.write("", to: name) }
        #expect(try names(excludes: ["b", "!a", "d/**/f"]) == ["a", "c"])
        #expect(throws: NearestError.self) { try Crawler(corpus: folder.path, excludes: ["[a"]) }
        #expect(throws: NearestError.self) { try Crawler(corpus: folder.path, excludes: [""]) }
    }

    @Test func anIgnoreFileThatIsNoFileIsNoRule() throws {
        folder.write("", to: ".gitignore/inner")
        mkfifo(folder.path + "/.nearestignore", 0o644)
        folder.write("", to: "a")
        #expect(try names() == ["a"])
    }

    @Test func aFolderThatVanishesIsGone() throws {
        for index in 0..<5 { folder.write("", to: "folder\(index)/file") }
        let root = folder.path
        let crawl = try Crawler(corpus: root).crawl(cancellation: Cancellation(), progress: { _ in }) { path in
            guard path.display == "folder2" else { return }
            unlink(root + "/folder2/file")
            rmdir(root + "/folder2")
        }
        #expect(crawl.files.map(\.path.display) == [0, 1, 3, 4].map { "folder\($0)/file" })
        #expect(crawl.failures.isEmpty && crawl.unreadFolders.isEmpty)
        let old = KnownFile(path: CorpusPath("folder2/file"), size: 0, modifiedNanoseconds: 0)
        #expect(Changes.between(known: [old.path: old], crawl: crawl).gone == [old.path])
    }

    @Test(.disabled(if: geteuid() == 0, "root may read every folder"))
    func aFolderWithoutPermissionIsAFailure() throws {
        folder.write("", to: "open/file")
        folder.write("", to: "shut/file")
        folder.write("", to: "listed/file")
        chmod(folder.path + "/shut", 0)
        chmod(folder.path + "/listed", 0o444)
        defer {
            chmod(folder.path + "/shut", 0o755)
            chmod(folder.path + "/listed", 0o755)
        }
        let crawl = try crawl()
        #expect(crawl.files.map(\.path.display) == ["open/file"])
        #expect(crawl.unreadFolders.map(\.display) == ["listed", "shut"])
        #expect(crawl.failures.map(\.reason) == Array(repeating: "no permission to read the folder", count: 2))
    }

    @Test func aCorpusThatIsNotThereIsAnError() throws {
        folder.write("", to: "file")
        for path in ["/file", "/missing"] {
            let crawler = try Crawler(corpus: folder.path + path)
            #expect(throws: NearestError.self) {
                try crawler.crawl(cancellation: Cancellation(), progress: { _ in })
            }
        }
        #expect(throws: NearestError.self) { try Crawler(corpus: "relative") }
    }

    @Test func cancellationStopsTheWalk() throws {
        for index in 0..<5 { folder.write("", to: "folder\(index)/file") }
        let cancellation = Cancellation()
        let crawler = try Crawler(corpus: folder.path)
        #expect(throws: CancellationError.self) {
            try crawler.crawl(cancellation: cancellation, progress: { if $0 == 2 { cancellation.cancel() } })
        }
    }

    @Test func foldersMayBeDeeperThanDescriptorsReach() throws {
        let name = (0..<1100).map { _ in "d" }.joined(separator: "/") + "/file"
        folder.write("", to: name)
        #expect(try names() == [name])
    }

    @Test func digestsAreThoseOfTheStandard() throws {
        let known = [
            "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            String(repeating: "a", count: 1_000_000):
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        ]
        for (content, expected) in known {
            folder.write(content, to: "file")
            let path = Array((folder.path + "/file").utf8)
            let digest = try FileDigest.sha256(ofFileAt: path, cancellation: Cancellation())
            #expect(digest.hexadecimal == expected)
        }
    }
}
