import Glibc
import NearestCore
import Testing

@testable import VectorIndex

@Suite("What a crash leaves behind")
struct CrashTests {
    /// A corpus that lives through many sessions, each of which ends in a crash.
    private struct Life {
        let folder: TemporaryFolder
        var source: ExactVectors
        var ids: [SegmentID] = []
        var vectors: VectorBatch
        var nextID: SegmentID = 1

        var place: VectorFolder { VectorFolder(path: folder.path) }
        var layout: VectorLayout { FlatIndexTests.smallLayout(vectors.dimensions) }

        init(seed: UInt64) throws {
            folder = try TemporaryFolder()
            source = ExactVectors(dimensions: 5, seed: seed)
            vectors = VectorBatch(dimensions: 5)
        }

        func open() throws -> VectorWriter {
            try VectorWriter(
                folder: folder.path, dimensions: 5, fingerprint: "space", committedRows: ids.count,
                newLayout: layout, calls: .system)
        }

        /// Appends a batch; only a committed one is remembered.
        mutating func append(to writer: VectorWriter, commits: Bool) throws {
            let more = source.batch(source.number(in: 1...70))
            let newIDs = (0..<more.count).map { nextID + Int64($0) }
            nextID += Int64(more.count)
            try writer.append(ids: newIDs, vectors: more)
            guard commits else { return }
            #expect(try writer.sync() == ids.count + more.count)
            ids += newIDs
            for row in 0..<more.count { vectors.append(more[row]) }
        }

        /// What a kill or a power cut may do to bytes that are not committed: keep some, lose some, leave
        /// zeros or rubbish, leave whole files.
        mutating func mangle() throws {
            let committed = layout.fileCount(rows: ids.count)
            for number in try place.fileNumbers() {
                let file = try DiskFile(path: place.path(ofFile: number), flags: O_RDWR)
                let kept = layout.rowsInFile(number, of: ids.count)
                let floor = number < committed ? layout.fileBytes(rows: kept) : 0
                if kept < layout.rowsPerFile {
                    try file.truncate(to: floor + source.number(in: 0...max(0, try file.size() - floor) + 300))
                }
                if kept > 0 && source.chance(0.5) { try scribble(on: file, behind: floor) }
            }
            if source.chance(0.3) {
                let stray = try DiskFile(
                    path: place.path(ofFile: committed + source.number(in: 0...3)), flags: O_RDWR | O_CREAT)
                try scribble(on: stray, behind: 0)
            }
        }

        private mutating func scribble(on file: DiskFile, behind floor: Int) throws {
            let rubbish = (0..<source.number(in: 1...500)).map { _ in UInt8(source.number(in: 0...255)) }
            let offset = floor + source.number(in: 0...1000)
            try rubbish.withUnsafeBytes { try file.write($0, at: offset, calls: .system) }
        }

        /// The folder holds exactly what was committed.
        mutating func check() throws {
            let index = try FlatIndexTests.open(folder, dimensions: 5, rows: ids.count)
            #expect(index.count == ids.count)
            #expect(try index.vectors(of: ids) == vectors)
            #expect(try index.damagedRows().isEmpty)
            let query = source.vector()
            #expect(
                try index.search(query, k: 9, mode: .exact, allowed: nil)
                    == naiveSearch(query, k: 9, ids: ids, vectors: vectors) { _ in true })
        }
    }

    @Test("200 crashes lose no committed vector and bring no other one back", arguments: 0..<10)
    func crashes(seed: Int) throws {
        var life = try Life(seed: UInt64(seed))
        for _ in 0..<20 {
            let writer = try life.open()
            let committed = life.ids.count
            #expect(try life.place.fileNumbers().count == life.layout.fileCount(rows: committed))
            for number in try life.place.fileNumbers() {
                let size = try DiskFile(path: life.place.path(ofFile: number), flags: O_RDONLY).size()
                #expect(size == life.layout.fileBytes(rows: life.layout.rowsInFile(number, of: committed)))
            }
            for _ in 0..<life.source.number(in: 0...2) { try life.append(to: writer, commits: true) }
            for _ in 0..<life.source.number(in: 0...2) { try life.append(to: writer, commits: false) }
            try life.mangle()
            // Readers do not wait for the next writer to clean up.
            try life.check()
        }
        _ = try life.open()
        try life.check()
        #expect(life.ids.count > 100)
    }

    @Test("a committed file that was cut anywhere is found at open", arguments: 0..<20)
    func committedFileCut(seed: Int) throws {
        var life = try Life(seed: UInt64(seed))
        let writer = try life.open()
        while life.ids.count < 150 { try life.append(to: writer, commits: true) }
        let number = life.source.number(in: 0...life.layout.fileCount(rows: life.ids.count) - 1)
        let path = life.place.path(ofFile: number)
        let file = try DiskFile(path: path, flags: O_RDWR)
        let size = life.layout.fileBytes(rows: life.layout.rowsInFile(number, of: life.ids.count))
        try file.truncate(to: life.source.number(in: 0...size - 1))
        let attempts: [() throws -> Void] = [
            { _ = try life.open() },
            { _ = try FlatIndexTests.open(life.folder, dimensions: 5, rows: life.ids.count) },
        ]
        for attempt in attempts {
            let error = #expect(throws: NearestError.self) { try attempt() }
            #expect(error?.code == .corruptIndex && error?.subject == path)
        }
    }
}
