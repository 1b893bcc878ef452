import Glibc
import NearestCore
import Synchronization
import Testing

@testable import VectorIndex

@Suite("A disk that is full or breaks")
struct DiskFailureTests {
    /// A disk with room for so many more bytes.
    private final class SmallDisk: Sendable {
        let room: Mutex<Int>
        let syncs = Atomic(true)

        init(room: Int) {
            self.room = Mutex(room)
        }

        var calls: DiskCalls {
            DiskCalls(
                write: { descriptor, bytes, offset in
                    // A real disk takes what fits and only then refuses.
                    let taken = self.room.withLock { room in
                        let taken = min(room, bytes.count)
                        room -= taken
                        return taken
                    }
                    if taken == 0 {
                        errno = ENOSPC
                        return -1
                    }
                    return pwrite(descriptor, bytes.baseAddress, taken, off_t(offset))
                },
                synchronise: { descriptor in
                    if self.syncs.load(ordering: .relaxed) { return fsync(descriptor) }
                    errno = EIO
                    return -1
                })
        }
    }

    @Test("a full disk is a clear error, and the last commit and the next append are right", arguments: 0..<40)
    func fullDisk(seed: Int) throws {
        var source = ExactVectors(dimensions: 3, seed: UInt64(seed))
        let folder = try TemporaryFolder()
        let disk = SmallDisk(room: .max)
        let writer = try VectorWriter(
            folder: folder.path, dimensions: 3, fingerprint: "space", committedRows: 0,
            newLayout: FlatIndexTests.smallLayout(3), calls: disk.calls)
        let before = source.batch(source.number(in: 0...150))
        try writer.append(ids: (0..<before.count).map { Int64($0) }, vectors: before)
        let committed = try writer.sync()
        let index = try FlatIndexTests.open(folder, dimensions: 3, rows: committed)

        disk.room.withLock { $0 = source.number(in: 0...15_000) }
        let more = source.batch(260)
        let ids = (0..<260).map { Int64(1000 + $0) }
        let error = #expect(throws: NearestError.self) { try writer.append(ids: ids, vectors: more) }
        #expect(error?.code == .system)
        #expect(error?.subject?.hasPrefix(folder.path) == true)
        #expect(error?.remedy?.contains("space") == true)
        #expect(writer.rows == committed)
        let layout = FlatIndexTests.smallLayout(3)
        #expect(try VectorFolder(path: folder.path).fileNumbers().count == layout.fileCount(rows: committed))

        // The last commit is what it was, for the open snapshot and for a new one.
        for snapshot in [index, try FlatIndexTests.open(folder, dimensions: 3, rows: committed)] {
            #expect(try snapshot.damagedRows().isEmpty)
            #expect(try snapshot.vectors(of: (0..<committed).map { Int64($0) }) == before)
        }
        // Somebody makes room: the same writer goes on.
        disk.room.withLock { $0 = .max }
        try writer.append(ids: ids, vectors: more)
        let after = try FlatIndexTests.open(folder, dimensions: 3, rows: try writer.sync())
        #expect(try after.vectors(of: ids) == more)
        #expect(try after.damagedRows().isEmpty)
    }

    @Test("after a failed fsync the writer promises nothing more")
    func failedSync() throws {
        let folder = try TemporaryFolder()
        let disk = SmallDisk(room: .max)
        let writer = try VectorWriter(
            folder: folder.path, dimensions: 1, fingerprint: "space", committedRows: 0, newLayout: nil,
            calls: disk.calls)
        try writer.append(ids: [1], vectors: VectorBatch(dimensions: 1, values: [1]))
        #expect(try writer.sync() == 1)
        try writer.append(ids: [2], vectors: VectorBatch(dimensions: 1, values: [2]))
        disk.syncs.store(false, ordering: .relaxed)
        let error = #expect(throws: NearestError.self) { try writer.sync() }
        #expect(error?.code == .system)
        disk.syncs.store(true, ordering: .relaxed)
        #expect(throws: NearestError.self) { try writer.sync() }
        #expect(throws: NearestError.self) {
            try writer.append(ids: [3], vectors: VectorBatch(dimensions: 1, values: [3]))
        }
        let next = try VectorWriter(folder: folder.path, dimensions: 1, fingerprint: "space", committedRows: 1)
        try next.append(ids: [2], vectors: VectorBatch(dimensions: 1, values: [5]))
        let index = try FlatIndexTests.open(folder, dimensions: 1, rows: try next.sync())
        #expect(try index.vectors(of: [1, 2]).values == [1, 5])
    }

    @Test("the kernel's own refusal reaches the user in words")
    func realRefusal() throws {
        let folder = try TemporaryFolder()
        let writer = try VectorWriter(
            folder: folder.path, dimensions: 1, fingerprint: "space", committedRows: 0)
        // The device that is always full stands where the writer's first file will.
        #expect(symlink("/dev/full", VectorFolder(path: folder.path).path(ofFile: 0)) == 0)
        let error = #expect(throws: NearestError.self) {
            try writer.append(ids: [1], vectors: VectorBatch(dimensions: 1, values: [1]))
        }
        #expect(error?.code == .system)
        #expect(error?.problem.contains("No space left on device") == true)
        try writer.append(ids: [1], vectors: VectorBatch(dimensions: 1, values: [1]))
        #expect(try writer.sync() == 1)
    }
}
