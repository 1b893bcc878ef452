import Glibc
import NearestCore
import Synchronization
import Testing

@testable import VectorIndex

@Suite("Appending")
struct VectorWriterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func writer(
        dimensions: Int = 3, fingerprint: String = "space", rows: Int = 0, calls: DiskCalls = .system
    ) throws -> VectorWriter {
        try VectorWriter(
            folder: folder.path, dimensions: dimensions, fingerprint: fingerprint, committedRows: rows,
            newLayout: FlatIndexTests.smallLayout(dimensions), calls: calls)
    }

    private func batch(_ values: Float...) -> VectorBatch {
        VectorBatch(dimensions: 3, values: values)
    }

    @Test("the default layout holds what it says, for small and large vectors", arguments: [1, 16, 17, 384, 8192])
    func defaultLayout(dimensions: Int) throws {
        let layout = VectorLayout(dimensions: dimensions)
        #expect(layout.stride % 64 == 0 && layout.stride >= dimensions * 4 && layout.stride < dimensions * 4 + 64)
        #expect(layout.rowsOffset % 4096 == 0 && layout.blockBytes % 4096 == 0)
        #expect(layout.fileBytes <= 513 << 20)
        #expect(layout.fileBytes(rows: layout.rowsPerFile) == layout.fileBytes)
        #expect(layout.fileBytes(rows: 0) == 4096)
        #expect(
            layout.fileCount(rows: layout.rowsPerFile) == 1 && layout.fileCount(rows: layout.rowsPerFile + 1) == 2)
    }

    @Test("makes the folders that are missing")
    func makesFolders() throws {
        let path = folder.path + "/a/b/c"
        let writer = try VectorWriter(folder: path, dimensions: 3, fingerprint: "space", committedRows: 0)
        try writer.append(ids: [1], vectors: batch(1, 2, 3))
        #expect(try writer.sync() == 1)
        let index = try FlatIndex(folder: path, dimensions: 3, fingerprint: "space", committedRows: 1)
        #expect(try index.vectors(of: [1]).values == [1, 2, 3])
    }

    @Test("many batches of every size, over several sessions")
    func manyBatches() throws {
        var source = ExactVectors(dimensions: 3, seed: 30)
        var all = VectorBatch(dimensions: 3)
        var committed = 0
        for _ in 0..<12 {
            let writer = try writer(rows: committed)
            for _ in 0..<source.number(in: 0...5) {
                let more = source.batch(source.number(in: 0...120))
                try writer.append(ids: (0..<more.count).map { Int64(all.count + $0) }, vectors: more)
                for row in 0..<more.count { all.append(more[row]) }
                #expect(writer.rows == all.count)
            }
            committed = try writer.sync()
            #expect(committed == all.count)
            let index = try FlatIndexTests.open(folder, dimensions: 3, rows: committed)
            #expect(try index.vectors(of: (0..<committed).map { Int64($0) }) == all)
            #expect(try index.damagedRows().isEmpty)
        }
        #expect(committed > 300)
    }

    @Test("vectors that cannot be compared are refused, with their row")
    func refusals() throws {
        let writer = try writer()
        for (bad, row) in [(Float.nan, 0), (.infinity, 1), (-.infinity, 2), (1e38, 3)] {
            for dimension in 0..<3 {
                var values = [Float](repeating: 1, count: 12)
                values[row * 3 + dimension] = bad
                let error = #expect(throws: NearestError.self) {
                    try writer.append(ids: [5, 6, 7, 8], vectors: VectorBatch(dimensions: 3, values: values))
                }
                #expect(error?.code == .invalidArgument)
                #expect(error?.subject == "row \(row), segment \(row + 5)")
            }
        }
        let wrong: [([SegmentID], VectorBatch)] = [
            ([1], VectorBatch(dimensions: 4, values: [1, 2, 3, 4])), ([1, 2], batch(1, 2, 3)), ([], batch(1, 2, 3)),
        ]
        for (ids, vectors) in wrong {
            let error = #expect(throws: NearestError.self) { try writer.append(ids: ids, vectors: vectors) }
            #expect(error?.code == .invalidArgument)
        }
        #expect(writer.rows == 0)
        try writer.append(ids: [5], vectors: batch(1, 2, 3))
        #expect(try writer.sync() == 1)
    }

    @Test("a segment cannot have two vectors")
    func duplicateIDs() throws {
        let first = try writer()
        try first.append(ids: [10, 20, 5], vectors: batch(1, 1, 1, 2, 2, 2, 3, 3, 3))
        let committed = try first.sync()
        for attempt in [[30, 30], [20], [5, 40], [7, 8, 7], [40, 5]] as [[SegmentID]] {
            for writer in [first, try writer(rows: committed)] {
                let vectors = VectorBatch(dimensions: 3, values: [Float](repeating: 1, count: attempt.count * 3))
                let error = #expect(throws: NearestError.self) { try writer.append(ids: attempt, vectors: vectors) }
                #expect(error?.problem == "it has a vector already")
                #expect(writer.rows == 3)
            }
        }
        try first.append(ids: [7, 40, 8], vectors: batch(1, 1, 1, 2, 2, 2, 3, 3, 3))
        #expect(throws: NearestError.self) { try first.append(ids: [7], vectors: batch(1, 1, 1)) }
        #expect(try first.sync() == 6)
    }

    @Test("another space is an error with a remedy, for writer and reader, and destroys nothing")
    func anotherSpace() throws {
        let first = try writer()
        try first.append(ids: [1], vectors: batch(1, 2, 3))
        _ = try first.sync()
        let attempts: [() throws -> Void] = [
            { _ = try writer(fingerprint: "other", rows: 1) }, { _ = try writer(dimensions: 4, rows: 1) },
            { _ = try FlatIndex(folder: folder.path, dimensions: 3, fingerprint: "", committedRows: 1) },
            { _ = try FlatIndexTests.open(folder, dimensions: 2, rows: 1) },
        ]
        for attempt in attempts {
            let error = #expect(throws: NearestError.self) { try attempt() }
            #expect(error?.code == .spaceMismatch)
            #expect(error?.remedy?.contains("`nearest index`") == true)
        }
        #expect(try FlatIndexTests.open(folder, dimensions: 3, rows: 1).count == 1)
    }

    @Test("committed rows that are missing are an error that names the file")
    func missingRows() throws {
        let first = try writer()
        var source = ExactVectors(dimensions: 3, seed: 31)
        try first.append(ids: (0..<200).map { Int64($0) }, vectors: source.batch(200))
        _ = try first.sync()
        let second = VectorFolder(path: folder.path).path(ofFile: 1)
        for rows in [201, 289, 5000] {
            for attempt in [
                { _ = try writer(rows: rows) }, { _ = try FlatIndexTests.open(folder, dimensions: 3, rows: rows) },
            ] {
                let error = #expect(throws: NearestError.self) { try attempt() }
                #expect(error?.code == .corruptIndex)
                #expect(error?.subject?.hasPrefix(folder.path) == true)
            }
        }
        unlink(second)
        let error = #expect(throws: NearestError.self) { try FlatIndexTests.open(folder, dimensions: 3, rows: 200) }
        #expect(error?.code == .corruptIndex && error?.subject == second)
        #expect(try FlatIndexTests.open(folder, dimensions: 3, rows: 96).count == 96)
    }

    @Test("a damaged last row is found when a writer opens")
    func damagedLastRow() throws {
        let first = try writer()
        try first.append(ids: [1, 2], vectors: batch(1, 2, 3, 4, 5, 6))
        _ = try first.sync()
        let layout = FlatIndexTests.smallLayout(3)
        let file = try DiskFile(path: VectorFolder(path: folder.path).path(ofFile: 0), flags: O_RDWR)
        try [UInt8(77)].withUnsafeBytes {
            try file.write($0, at: layout.blockOffset(0) + layout.rowsOffset + layout.stride, calls: .system)
        }
        let error = #expect(throws: NearestError.self) { try writer(rows: 2) }
        #expect(error?.code == .corruptIndex && error?.problem.contains("row 1") == true)
    }

    @Test("impossible arguments are refused", arguments: [0, -1, 65_537])
    func impossibleDimensions(dimensions: Int) {
        let error = #expect(throws: NearestError.self) {
            try VectorWriter(
                folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: 0)
        }
        #expect(error?.code == .invalidArgument)
        #expect(throws: NearestError.self) { try writer(rows: -1) }
        #expect(throws: NearestError.self) { try writer(fingerprint: String(repeating: "x", count: 5000)) }
    }
}
