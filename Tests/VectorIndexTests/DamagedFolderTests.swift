import Glibc
import NearestCore
import Testing

@testable import VectorIndex

@Suite("A folder of which files are damaged")
struct DamagedFolderTests {
    private let folder: TemporaryFolder
    private let ids = (0..<500).map { Int64($0 * 2) }
    private let vectors: VectorBatch
    private let layout = FlatIndexTests.smallLayout(5)

    init() throws {
        folder = try TemporaryFolder()
        var source = ExactVectors(dimensions: 5, seed: 40)
        vectors = source.batch(500)
        try FlatIndexTests.write(folder, ids: ids, vectors: vectors)
    }

    private func open(removed: Set<SegmentID> = []) throws -> FlatIndex {
        try FlatIndex(
            folder: folder.path, dimensions: 5, fingerprint: "space", committedRows: 500, removed: removed,
            leavesDamageOut: true)
    }

    private func path(_ number: Int) -> String { VectorFolder(path: folder.path).path(ofFile: number) }

    /// Files of 96 rows each.
    private func check(without damaged: Set<Int>) throws {
        for removed in [[], Set(ids.filter { $0 % 6 == 0 })] as [Set<SegmentID>] {
            let index = try open(removed: removed)
            #expect(index.damages.compactMap(\.subject) == damaged.sorted().map(path))
            let rest = Set(ids.indices.filter { !damaged.contains($0 / 96) }.map { ids[$0] }).subtracting(removed)
            #expect(index.count == rest.count)
            #expect(try index.ids() == rest.sorted())
            var source = ExactVectors(dimensions: 5, seed: 41)
            for allowed in [nil, Set(ids.filter { $0 % 4 == 0 })] as [Set<SegmentID>?] {
                let query = source.vector()
                let expected = naiveSearch(query, k: 600, ids: ids, vectors: vectors) {
                    rest.contains($0) && (allowed?.contains($0) ?? true)
                }
                #expect(try index.search(query, k: 600, mode: .automatic, allowed: allowed) == expected)
                let batch = VectorBatch(dimensions: 5, values: query)
                #expect(try index.search(batch: batch, k: 600, allowed: allowed) == [expected])
            }
            #expect(try index.sample(1000, seed: 1).count == rest.count)
            let refreshed = try index.refreshed(committedRows: 500, removed: removed.union([ids[499]]))
            #expect(refreshed.count == rest.subtracting([ids[499]]).count)
        }
    }

    @Test("the rest is searched, whichever files are missing, cut short or without a header")
    func rest() throws {
        try check(without: [])
        try DiskFile(path: path(1), flags: O_RDWR).truncate(to: 6000)
        try check(without: [1])
        unlink(path(0))
        try check(without: [0, 1])
        let file = try DiskFile(path: path(4), flags: O_RDWR)
        try [UInt8(9)].withUnsafeBytes { try file.write($0, at: 30, calls: .system) }
        try check(without: [0, 1, 4])
        for number in [2, 3, 5] { unlink(path(number)) }
        let error = #expect(throws: NearestError.self) { try open() }
        #expect(error?.code == .corruptIndex && error?.subject == path(0))
    }

    @Test("verification names what is damaged, and a salvage keeps every row that is not")
    func salvage() throws {
        let all = FolderVerification(folder: folder.path, dimensions: 5, fingerprint: "space", committedRows: 500)
        let sound = try all.run(cancellation: Cancellation(), progress: { _ in })
        #expect(sound.rows == 500 && sound.findings.isEmpty)
        try DiskFile(path: path(3), flags: O_RDWR).truncate(to: 6000)
        let file = try DiskFile(path: path(1), flags: O_RDWR)
        try [UInt8(9)].withUnsafeBytes {
            try file.write($0, at: layout.blockOffset(0) + layout.rowsOffset + 4 * layout.stride, calls: .system)
        }
        let found = try all.run(cancellation: Cancellation(), progress: { _ in })
        #expect(found.findings.map(\.number) == [1, 3] && found.findings.map(\.lostRows) == [1, 96])
        #expect(found.findings[0].problem.contains("row 100"))

        let other = folder.path + "/other"
        let salvage = FolderSalvage(
            folder: folder.path, dimensions: 5, fingerprint: "space", committedRows: 500)
        let kept = try salvage.copy(into: other, removed: [ids[0]], cancellation: Cancellation())
        let expected = ids.indices.filter { $0 != 0 && $0 != 100 && $0 / 96 != 3 }.map { ids[$0] }
        #expect(kept == expected)
        let index = try FlatIndex(
            folder: other, dimensions: 5, fingerprint: "space", committedRows: kept.count)
        #expect(try index.ids() == expected && index.damagedRows().isEmpty)
        #expect(try index.vectors(of: [ids[400]]).values == Array(vectors[400]))
        let aside = try #require(try salvage.setAside(3, into: other))
        #expect(access(aside, F_OK) == 0 && access(path(3), F_OK) != 0)
        #expect(try salvage.setAside(3, into: other) == nil)
    }
}
