import Foundation
import NearestCore
import Testing

@testable import Inference

@Suite("Disk")
struct DiskTests {
    @Test("reads what it wrote, whole or the beginning", arguments: [0, 1, 7, 300_000])
    func roundTrip(count: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = folder.path + "/file"
        try Disk.writeAtomically(bytes, to: path)
        #expect(try Disk.read(path) == bytes)
        #expect(try Disk.read(path, upTo: 5) == Array(bytes.prefix(5)))
        #expect(Disk.names(in: folder.path) == ["file"])
    }

    @Test("names the file that cannot be read")
    func missing() {
        let error = #expect(throws: NearestError.self) { try Disk.read("/nowhere/file") }
        #expect(error?.code == .system && error?.subject == "/nowhere/file")
    }

    @Test("makes folders inside folders, and leaves existing ones")
    func folders() throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 { try Disk.makeFolder(folder.path + "/a/b/c") }
        #expect(FileStamp(path: folder.path + "/a/b/c")?.isFolder == true)
        try Disk.writeAtomically([], to: folder.path + "/file")
        #expect(throws: NearestError.self) { try Disk.makeFolder(folder.path + "/file/inside") }
    }

    @Test("links to what a symbolic link points to")
    func linkThroughLink() throws {
        let folder = try TemporaryFolder()
        try Disk.writeAtomically([1, 2, 3], to: folder.path + "/real")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: folder.path + "/real")
        try Disk.linkOrCopy(folder.path + "/link", to: folder.path + "/second")
        #expect(try Disk.read(folder.path + "/second") == [1, 2, 3])
        #expect(Disk.canonical(folder.path + "/second")?.hasSuffix("/second") == true)
    }

    @Test("copies across file systems", .enabled(if: FileStamp(path: "/dev/shm")?.isFolder == true))
    func copyAcross() throws {
        let folder = try TemporaryFolder()
        let source = "/dev/shm/nearest-test-\(UUID().uuidString)"
        let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 17) }
        try Disk.writeAtomically(bytes, to: source)
        defer { try? FileManager.default.removeItem(atPath: source) }
        try Disk.linkOrCopy(source, to: folder.path + "/second")
        #expect(try Disk.read(folder.path + "/second") == bytes)
    }

    @Test("sees that a file was replaced by one of the same size")
    func stamps() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        try Disk.writeAtomically([1], to: path)
        let first = FileStamp(path: path)
        try Disk.writeAtomically([2], to: path)
        #expect(first != nil && FileStamp(path: path) != first)
        #expect(FileStamp(path: path + "/no") == nil)
    }
}
