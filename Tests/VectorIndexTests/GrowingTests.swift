import Glibc
import NearestCore
import Synchronization
import Testing

@testable import VectorIndex

@Suite("Reading while it grows")
struct GrowingTests {
    /// What the catalog is in the real program: the one word on what is committed.
    private final class Committed: Sendable {
        let rows = Atomic(0)
        let isFinished = Atomic(false)
    }

    @Test("snapshots taken while a writer appends are each right")
    func readersWhileAppending() throws {
        var source = ExactVectors(dimensions: 4, seed: 40)
        let total = 6000
        let vectors = source.batch(total)
        let ids = (0..<total).map { Int64($0) }
        let folder = try TemporaryFolder()
        let committed = Committed()
        let layout = FlatIndexTests.smallLayout(4)
        let writer = Thread {
            let writer = try VectorWriter(
                folder: folder.path, dimensions: 4, fingerprint: "space", committedRows: 0, newLayout: layout,
                calls: .system)
            var source = ExactVectors(dimensions: 4, seed: 41)
            var row = 0
            defer { committed.isFinished.store(true, ordering: .releasing) }
            while row < total {
                let end = min(total, row + source.number(in: 1...60))
                let part = VectorBatch(dimensions: 4, values: Array(vectors.values[row * 4..<end * 4]))
                try writer.append(ids: Array(ids[row..<end]), vectors: part)
                committed.rows.store(try writer.sync(), ordering: .releasing)
                row = end
            }
        }
        let readers = (0..<2).map { reader in
            Thread {
                var source = ExactVectors(dimensions: 4, seed: UInt64(50 + reader))
                var index = try FlatIndexTests.open(folder, dimensions: 4, rows: 0)
                var snapshots = 0
                var isFinished = false
                while !isFinished {
                    isFinished = committed.isFinished.load(ordering: .acquiring)
                    let rows = committed.rows.load(ordering: .acquiring)
                    index =
                        source.chance(0.2)
                        ? try FlatIndexTests.open(folder, dimensions: 4, rows: rows)
                        : try index.refreshed(committedRows: rows, removed: [])
                    let query = source.vector()
                    let found = try index.search(query, k: 5, mode: .automatic, allowed: nil)
                    let expected = naiveSearch(query, k: 5, ids: Array(ids[..<rows]), vectors: vectors) { _ in true
                    }
                    guard found == expected, index.count == rows else { throw WrongAnswer() }
                    snapshots += 1
                }
                guard snapshots > 1, index.count == total else { throw WrongAnswer() }
            }
        }
        for thread in [writer] + readers { try thread.join() }
    }

    private struct WrongAnswer: Error {}

    /// A thread of the system's own, since a search blocks.
    private final class Thread: @unchecked Sendable {
        // `failure` is written by the thread and read after it has been joined.
        private let body: @Sendable () throws -> Void
        private var failure: (any Error)?
        private var handle = pthread_t()

        init(_ body: @escaping @Sendable () throws -> Void) {
            self.body = body
            pthread_create(
                &handle, nil,
                { argument in
                    guard let argument else { return nil }
                    let thread = Unmanaged<Thread>.fromOpaque(argument).takeRetainedValue()
                    do { try thread.body() } catch { thread.failure = error }
                    return nil
                }, Unmanaged.passRetained(self).toOpaque())
        }

        func join() throws {
            pthread_join(handle, nil)
            if let failure { throw failure }
        }
    }
}
