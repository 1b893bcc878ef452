import Glibc
import NearestCore
import Testing

@testable import VectorIndex

@Suite("Compaction")
struct CompactionTests {
    @Test("keeps what can be found, in order, and goes on from there")
    func keepsTheLiving() throws {
        var source = ExactVectors(dimensions: 5, seed: 60)
        let folder = try TemporaryFolder()
        let ids = (0..<300).map { Int64($0) }
        let vectors = source.batch(300)
        let old = TemporaryFolderPart(folder, "old")
        let new = TemporaryFolderPart(folder, "new")
        let first = try VectorWriter(folder: old.path, dimensions: 5, fingerprint: "space", committedRows: 0)
        try first.append(ids: ids, vectors: vectors)
        let committed = try first.sync()
        let removed = Set(ids.filter { _ in source.chance(0.4) })
        let index = try FlatIndex(
            folder: old.path, dimensions: 5, fingerprint: "space", committedRows: committed, removed: removed)
        // A crash in the middle of an earlier attempt left rubbish there.
        _ = try VectorWriter(folder: new.path, dimensions: 5, fingerprint: "other", committedRows: 0)
        try VectorWriter(folder: new.path, dimensions: 2, fingerprint: "other", committedRows: 0)
            .append(ids: [1], vectors: VectorBatch(dimensions: 2, values: [1, 1]))

        let writer = try VectorWriter.compacted(index, into: new.path)
        #expect(writer.rows == index.count && writer.folder == new.path)
        try writer.append(ids: [1000], vectors: VectorBatch(dimensions: 5, values: [9, 9, 9, 9, 9]))
        let compacted = try FlatIndex(
            folder: new.path, dimensions: 5, fingerprint: "space", committedRows: try writer.sync())
        #expect(compacted.count == index.count + 1)
        #expect(try compacted.damagedRows().isEmpty)
        var seen: [SegmentID] = []
        try compacted.forEachBlock { seen += $0.ids }
        #expect(seen == ids.filter { !removed.contains($0) } + [1000])

        // The old snapshot outlives its files.
        unlink(VectorFolder(path: old.path).path(ofFile: 0))
        let query = source.vector()
        let expected = naiveSearch(query, k: 12, ids: ids, vectors: vectors) { !removed.contains($0) }
        #expect(try index.search(query, k: 12, mode: .exact, allowed: nil) == expected)
        #expect(try compacted.search(query, k: 12, mode: .exact, allowed: Set(ids)) == expected)
    }

    @Test("does not launder damage")
    func damage() throws {
        let folder = try TemporaryFolder()
        try FlatIndexTests.write(folder, ids: [1, 2], vectors: VectorBatch(dimensions: 1, values: [1, 2]))
        let index = try FlatIndexTests.open(folder, dimensions: 1, rows: 2)
        let layout = FlatIndexTests.smallLayout(1)
        let file = try DiskFile(path: VectorFolder(path: folder.path).path(ofFile: 0), flags: O_RDWR)
        try [UInt8(1)].withUnsafeBytes {
            try file.write($0, at: layout.blockOffset(0) + layout.rowsOffset, calls: .system)
        }
        let error = #expect(throws: NearestError.self) {
            try VectorWriter.compacted(index, into: folder.path + "/new")
        }
        #expect(error?.code == .corruptIndex && error?.subject == file.path)
    }
}

/// A folder inside a temporary one.
private struct TemporaryFolderPart {
    let folder: TemporaryFolder
    let path: String

    init(_ folder: TemporaryFolder, _ name: String) {
        self.folder = folder
        path = folder.path + "/" + name
    }
}
