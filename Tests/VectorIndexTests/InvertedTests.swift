import Foundation
import Glibc
import NearestCore
import Synchronization
import Testing

@testable import VectorIndex

@Suite("Inverted lists")
struct InvertedTests {
    /// A folder of vectors, of which the first are in lists.
    private struct Made {
        let folder: TemporaryFolder
        let dimensions: Int
        let rows: Int

        /// - Parameter layout: files of 2,048 rows, so that there are a few.
        init(_ vectors: VectorBatch) throws {
            folder = try TemporaryFolder()
            dimensions = vectors.dimensions
            rows = vectors.count
            let writer = try VectorWriter(
                folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: 0,
                newLayout: VectorLayout(dimensions: dimensions, rowsPerBlock: 256, blocksPerFile: 8), calls: .system
            )
            try writer.append(ids: (0..<rows).map { InvertedTests.id($0) }, vectors: vectors)
            _ = try writer.sync()
        }

        var path: String { folder.path + "/inverted" }

        func mapped(_ rows: Int? = nil) throws -> MappedRows {
            try MappedRows(
                folder: VectorFolder(path: folder.path), dimensions: dimensions, fingerprint: "space",
                count: rows ?? self.rows)
        }

        func index(removed: Set<SegmentID> = []) throws -> FlatIndex {
            try FlatIndex(
                folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: rows,
                removed: removed)
        }

        /// What a verification finds.
        func damagedFiles() throws -> [String] {
            try FolderVerification(
                folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: rows
            ).run(cancellation: Cancellation(), progress: { _ in }).findings.map(\.file)
        }

        /// Puts the first `rows` into lists.
        func list(
            _ rows: Int? = nil, lists: Int, threads: Int = 2, calls: DiskCalls = .system,
            clock: @escaping @Sendable () -> UInt64 = { 0 }, cancellation: Cancellation = Cancellation()
        ) throws {
            let mapped = try mapped(rows)
            try InvertedFileWriter(
                rows: mapped, codes: CodeSet(of: mapped, inverted: nil), lists: lists, threads: threads,
                calls: calls,
                clock: clock
            ).write(cancellation: cancellation)
        }

        /// Codes of all full files.
        func encode(_ count: Int) throws {
            let mapped = try mapped(count)
            let writer = CodeFileWriter(
                folder: mapped.folder, rows: mapped, rotation: CodeRotation(dimensions: dimensions))
            for number in 0..<mapped.layout.fileCount(rows: count) {
                try writer.write(file: number, cancellation: Cancellation())
            }
        }

        /// What `lists` lists answer, whether or not reading the vectors is faster.
        func probe(_ query: [Float], k: Int, lists: Int, index: FlatIndex, allowed: Set<SegmentID>? = nil)
            throws -> [ScoredSegment]
        {
            let inverted = try #require(index.codes.inverted)
            let mask = index.mask(for: allowed)
            let k = min(k, mask?.count ?? rows)
            return RowSearch(
                rows: index.rows, codes: index.codes, mask: mask, kernels: .fastest, query: query, k: k, threads: 2
            ).probing(inverted, lists: lists).sorted()
        }
    }

    /// Ids that are not the rows' numbers.
    static func id(_ row: Int) -> SegmentID { Int64(row) * 3 + 7 }

    @Test("all lists answer as brute force does: with a tail, removed rows, filters of any size and any k")
    func allLists() throws {
        let rows = 5000
        let vectors = CodesTests.clustered(rows, dimensions: 70, seed: 31)
        let made = try Made(vectors)
        try made.list(4100, lists: 40)
        // A part of the tail has codes, the rest has none.
        try made.encode(4400)
        let removed = Set((0..<rows).filter { $0 % 11 == 5 }.map(Self.id))
        let index = try made.index(removed: removed)
        let inverted = try #require(index.codes.inverted)
        #expect(inverted.header.rows == 4096 && inverted.layout.lists == 40 && inverted.damagedLists().isEmpty)
        #expect(index.codes.coveredRows == 4400)
        var source = SplitMix64(seed: 5)
        for size in [1, 3, 40, 500, 4000, rows] {
            let allowed = Set((0..<rows).shuffled(using: &source).prefix(size).map(Self.id))
            for (asked, k) in [(17, 1), (4099, 10), (4999, 10), (2048, 200), (8, rows + 10)] {
                let query = Array(vectors[asked])
                let exact = try index.search(query, k: k, mode: .exact, allowed: allowed)
                #expect(
                    try made.probe(query, k: k, lists: 40, index: index, allowed: allowed) == exact,
                    "\(size) allowed, k \(k)")
                #expect(try index.search(query, k: k, mode: .probing(lists: 99), allowed: allowed) == exact)
                #expect(try index.search(query, k: k, mode: .automatic, allowed: allowed) == exact)
                let few = try made.probe(query, k: k, lists: 1, index: index, allowed: allowed)
                #expect(few.count == exact.count, "more lists are looked into until there are enough rows")
            }
        }
    }

    @Test("1 and 8,192 dimensions answer as brute force does through codes and lists", arguments: [1, 8192])
    func extremes(dimensions: Int) throws {
        let rows = dimensions == 1 ? 3000 : 300
        var source = ExactVectors(dimensions: dimensions, seed: UInt64(dimensions))
        let vectors = source.batch(rows)
        let made = try Made(vectors)
        try made.list(rows - 50, lists: 12)
        try made.encode(rows - 20)
        let index = try made.index()
        #expect(index.codes.coveredRows == rows - 20 && index.codes.inverted != nil)
        for _ in 0..<5 {
            let query = source.vector()
            for (k, few) in [(1, false), (7, false), (7, true), (rows * 2, false)] {
                let allowed = few ? Set((0..<rows).filter { $0 % 5 == 2 }.map(Self.id)) : nil
                let expected = naiveSearch(query, k: k, ids: (0..<rows).map(Self.id), vectors: vectors) {
                    allowed?.contains($0) ?? true
                }
                for mode in [SearchMode.exact, .flat, .automatic, .probing(lists: 12)] {
                    #expect(try index.search(query, k: k, mode: mode, allowed: allowed) == expected, "\(mode)")
                }
                #expect(try made.probe(query, k: k, lists: 12, index: index, allowed: allowed) == expected)
            }
        }
    }

    @Test("filters from one row to all of them give brute force's answer in every mode", arguments: [true, false])
    func filters(hasLists: Bool) throws {
        let (rows, dimensions) = (20_000, 64)
        let vectors = CodesTests.clustered(rows, dimensions: dimensions, seed: 90)
        let made = try Made(vectors)
        try made.encode(rows - 300)
        if hasLists { try made.list(rows - 300, lists: 30) }
        let removed = Set((0..<rows).filter { $0 % 13 == 4 }.map(Self.id))
        let index = try made.index(removed: removed)
        var source = SplitMix64(seed: 91)
        let ids = (0..<rows).map(Self.id)
        for size in [0, 1, 2, 9, 100, 1000, 5000, 15_000, rows - 1, rows] {
            let allowed = Set(ids.shuffled(using: &source).prefix(size))
            let query = Array(vectors[Int.random(in: 0..<rows, using: &source)])
            let exact = try index.search(query, k: 10, mode: .exact, allowed: allowed)
            let expected = naiveSearch(query, k: 10, ids: ids, vectors: vectors) {
                allowed.contains($0) && !removed.contains($0)
            }
            #expect(exact.map(\.segment) == expected.map(\.segment), "\(size)")
            for mode in [SearchMode.flat, .automatic, .probing(lists: 30)] {
                #expect(try index.search(query, k: 10, mode: mode, allowed: allowed) == exact, "\(mode), \(size)")
            }
        }
    }

    @Test("whole numbers answer as brute force does to the last bit, ties by id")
    func ties() throws {
        var source = ExactVectors(dimensions: 5, seed: 3)
        var vectors = source.batch(900)
        for row in 0..<300 { vectors.append(Array(vectors[row])) }
        let made = try Made(vectors)
        try made.list(lists: 25)
        let index = try made.index()
        for _ in 0..<20 {
            let query = source.vector()
            let expected = naiveSearch(query, k: 15, ids: (0..<1200).map(Self.id), vectors: vectors) { _ in true }
            #expect(try made.probe(query, k: 15, lists: 25, index: index) == expected)
        }
    }

    @Test("the tuned number of lists finds what was wanted, for queries that nobody has seen")
    func tuning() throws {
        let all = CodesTests.clustered(6200, dimensions: 64, seed: 77)
        let made = try Made(VectorBatch(dimensions: 64, values: Array(all.values[..<(6000 * 64)])))
        try made.list(lists: 64)
        let index = try made.index()
        let tuning = try #require(index.codes.inverted).header.tuning
        #expect(tuning.entries.map(\.lists) == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64])
        #expect(tuning.entries.last?.recallOf10 == 1)
        #expect(zip(tuning.entries, tuning.entries.dropFirst()).allSatisfy { $0.recallOf100 <= $1.recallOf100 })
        func recall(_ lists: Int) throws -> Double {
            var hits = 0
            for row in 6000..<6200 {
                let query = Array(all[row])
                let exact = Set(try index.search(query, k: 10, mode: .exact, allowed: nil).map(\.segment))
                hits +=
                    exact.intersection(
                        try made.probe(query, k: 10, lists: lists, index: index).map(\.segment)
                    ).count
            }
            return Double(hits) / 2000
        }
        let first = try recall(1)
        #expect(first < 0.9, "one list is not enough, or this test says nothing")
        #expect(abs(first - Double(tuning.entries[0].recallOf10)) < 0.05, "what was measured is what is found")
        for wanted in [0.8, 0.95, 0.99] {
            let lists = try #require(index.lists(forRecall: wanted))
            #expect(lists <= 64)
            #expect(try recall(lists) >= wanted, "\(lists) lists for \(wanted)")
        }
    }

    @Test("between two measured numbers of lists the recall is taken to lie on a line, and rounded up")
    func interpolation() {
        var tuning = InvertedTuning()
        #expect(tuning.lists(forRecall: 0.5, k: 10) == nil && !tuning.pays && tuning.gain == nil)
        tuning.entries = [
            .init(lists: 10, recallOf10: 0.5, recallOf100: 0.25), .init(lists: 110, recallOf10: 1, recallOf100: 1),
        ]
        #expect((1...2).contains(tuning.lists(forRecall: 0, k: 10) ?? 0))
        // 0.75, a standard deviation of 0.0086, and 0.0014 for tighter bounds.
        #expect((62...63).contains(tuning.lists(forRecall: 0.75, k: 10) ?? 0))
        #expect(tuning.lists(forRecall: 1, k: 10) == 110)
        #expect((77...79).contains(tuning.lists(forRecall: 0.75, k: 11) ?? 0))
        #expect(tuning.lists(forRecall: 0.75, k: 101) == nil)
        tuning.flatNanoseconds = 300
        tuning.probingNanoseconds = 100
        #expect(tuning.gain == 3 && tuning.pays && tuning.pays(lists: 1))
        #expect(InvertedTuning.steps(lists: 1) == [1] && InvertedTuning.steps(lists: 5) == [1, 2, 3, 4, 5])
    }

    /// A clock by which the flat way takes `flat` and looking into lists takes `probing`.
    private static func clock(flat: UInt64, probing: UInt64) -> @Sendable () -> UInt64 {
        let calls = Mutex((count: 0, time: UInt64(0)))
        return {
            calls.withLock { calls in
                calls.time += [0, flat, probing][calls.count % 3]
                calls.count += 1
                return calls.time
            }
        }
    }

    @Test("lists are used where they pay, and the index says so")
    func paying() throws {
        let vectors = CodesTests.clustered(4096, dimensions: 64, seed: 5)
        let made = try Made(vectors)
        #expect(try made.index().kind.description == "flat")
        try made.encode(4096)
        #expect(try made.index().kind.description == "flat, 1-bit codes")
        try made.list(lists: 16, clock: Self.clock(flat: 900, probing: 300))
        let index = try made.index()
        let lists = try #require(index.lists(forRecall: 0.99))
        #expect(index.kind == .lists(count: 16, probed: lists, recall: 0.99) && index.listsPayBy == 3)
        #expect(index.kind.description == "IVF 16 lists, nprobe \(lists) for recall 0.99")
        let query = Array(vectors[9])
        #expect(
            try index.search(query, k: 10, mode: .automatic, allowed: nil)
                == made.probe(query, k: 10, lists: lists, index: index))
        try made.list(lists: 16, clock: Self.clock(flat: 310, probing: 300))
        #expect(
            try made.index().kind.description
                == "flat, 1-bit codes; IVF would not pay: 1.0 times as fast with 16 lists")
    }

    @Test("a search for a named recall looks into as many lists as find it, and meets it")
    func namedRecall() throws {
        let all = CodesTests.clustered(6200, dimensions: 64, seed: 78)
        let made = try Made(VectorBatch(dimensions: 64, values: Array(all.values[..<(6000 * 64)])))
        try made.encode(6000)
        try made.list(lists: 64, clock: Self.clock(flat: 9000, probing: 300))
        let index = try made.index()
        for wanted in [0.7, 0.9, 0.99] {
            let lists = try #require(index.lists(forRecall: wanted))
            var hits = 0
            for row in 6000..<6200 {
                let query = Array(all[row])
                let found = try index.search(query, k: 10, mode: .recall(wanted), allowed: nil)
                #expect(try found == made.probe(query, k: 10, lists: lists, index: index))
                let exact = Set(try index.search(query, k: 10, mode: .exact, allowed: nil).map(\.segment))
                hits += exact.intersection(found.map(\.segment)).count
            }
            #expect(Double(hits) / 2000 >= wanted, "\(lists) lists for \(wanted)")
        }
        let query = Array(all[6100])
        let exact = try index.search(query, k: 10, mode: .exact, allowed: nil)
        #expect(try index.search(query, k: 10, mode: .recall(1), allowed: nil) == exact)
        // Without lists there is nothing to tune.
        try FileManager.default.removeItem(atPath: made.path)
        #expect(try made.index().search(query, k: 10, mode: .recall(0.5), allowed: nil) == exact)
    }

    @Test("equal vectors, fewer rows than lists, and lists without rows", arguments: [1, 3])
    func degenerate(dimensions: Int) throws {
        let one = (0..<dimensions).map { Float($0) + 0.37 }
        for (count, lists) in [(8, 1), (9, 100), (203, 16), (5000, 3)] {
            let made = try Made(VectorBatch(dimensions: dimensions, values: (0..<count).flatMap { _ in one }))
            try made.list(lists: lists)
            let index = try made.index()
            let inverted = try #require(index.codes.inverted, "\(count) rows in \(lists) lists")
            #expect(inverted.layout.lists <= min(lists, count))
            let expected = try index.search(one, k: 7, mode: .exact, allowed: nil)
            #expect(
                try made.probe(one, k: 7, lists: 1, index: index) == expected, "\(count) rows in \(lists) lists")
        }
        let few = try Made(VectorBatch(dimensions: dimensions, values: (0..<7).flatMap { _ in one }))
        try few.list(lists: 4)
        #expect(try few.index().codes.inverted == nil, "fewer rows than a group has")
    }

    @Test("the same rows make the same bytes, on any number of threads")
    func determinism() throws {
        let made = try Made(CodesTests.clustered(3000, dimensions: 64, seed: 8))
        var files: [Data] = []
        for threads in [1, 3, 3] {
            try made.list(lists: 50, threads: threads)
            files.append(try Data(contentsOf: URL(fileURLWithPath: made.path)))
        }
        #expect(files[0] == files[1] && files[1] == files[2])
    }

    @Test("a damaged, cut or foreign file is left out or named, and the answer is right or at least safe")
    func damage() throws {
        let vectors = CodesTests.clustered(2000, dimensions: 64, seed: 6)
        let made = try Made(vectors)
        try made.list(lists: 20)
        let good = try Data(contentsOf: URL(fileURLWithPath: made.path))
        let layout = try #require(try made.index().codes.inverted).layout
        let query = Array(vectors[5])
        let expected = try made.index().search(query, k: 10, mode: .exact, allowed: nil)
        for (place, length) in [
            (3, good.count), (70, good.count), (4095, good.count), (4100, good.count),
            (layout.checksumsOffset, good.count), (0, good.count - 1), (0, 4096), (0, 100), (0, 0),
        ] {
            var bad = Data(good.prefix(length))
            if length == good.count { bad[place] ^= 1 }
            try bad.write(to: URL(fileURLWithPath: made.path))
            let index = try made.index()
            #expect(index.codes.inverted == nil, "byte \(place) of \(length)")
            #expect(try made.damagedFiles() == [made.path])
            #expect(try index.search(query, k: 10, mode: .probing(lists: 2), allowed: nil) == expected)
        }
        for place in [
            layout.codesOffset, layout.factorsOffset + 5, layout.numbersOffset + 9, layout.levelsOffset,
            layout.levelsOffset + 33, good.count - 1,
        ] {
            var bad = good
            bad[place] ^= 0x80
            try bad.write(to: URL(fileURLWithPath: made.path))
            let index = try made.index()
            #expect(index.codes.inverted?.damagedLists().count == 1, "byte \(place)")
            #expect(try made.damagedFiles() == [made.path])
            // A row's number that is none is passed over.
            #expect(try made.probe(query, k: 10, lists: 20, index: index).count == 10)
        }
        try good.write(to: URL(fileURLWithPath: made.path))
        #expect(try made.damagedFiles().isEmpty)
    }

    @Test("lists of an earlier version are nobody's and no damage, and the next run makes them again")
    func outdated() throws {
        let made = try Made(CodesTests.clustered(9000, dimensions: 64, seed: 6))
        try made.list(lists: 20)
        var old = try Data(contentsOf: URL(fileURLWithPath: made.path))
        old[8] = 1
        let checksum = old.prefix(4092).withUnsafeBytes { Checksum.crc32c($0) }
        withUnsafeBytes(of: checksum.littleEndian) { old.replaceSubrange(4092..<4096, with: $0) }
        try old.write(to: URL(fileURLWithPath: made.path))
        #expect(try made.index().codes.inverted == nil)
        #expect(try made.damagedFiles().isEmpty)
        let upkeep = try Upkeep(
            folder: made.folder.path, dimensions: 64, fingerprint: "space", committedRows: 9000,
            thresholds: .init(rowsWorthLists: 8500))
        #expect(try upkeep.bringUpToDate().listedRows == 9000)
        #expect(try made.index().codes.inverted?.header.rows == 9000)
        old[20] ^= 1
        try old.write(to: URL(fileURLWithPath: made.path))
        #expect(try made.damagedFiles() == [made.path], "an earlier version that is damaged is damage")
    }

    @Test("what was cut off, cancelled or refused leaves nothing, and the lists before stay")
    func unfinished() throws {
        let made = try Made(CodesTests.clustered(600, dimensions: 64, seed: 2))
        try made.list(lists: 8)
        let before = try Data(contentsOf: URL(fileURLWithPath: made.path))
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect(throws: CancellationError.self) { try made.list(lists: 9, cancellation: cancelled) }
        let full = DiskCalls(
            write: { _, _, _ in
                errno = ENOSPC
                return -1
            }, synchronise: { fsync($0) })
        #expect(throws: NearestError.self) { try made.list(lists: 9, calls: full) }
        let broken = DiskCalls(
            write: DiskCalls.system.write,
            synchronise: { _ in
                errno = EIO
                return -1
            })
        #expect(throws: NearestError.self) { try made.list(lists: 9, calls: broken) }
        #expect(!FileManager.default.fileExists(atPath: made.path + ".new"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: made.path)) == before)

        try before.prefix(9000).write(to: URL(fileURLWithPath: made.path + ".new"))
        #expect(try made.index().codes.inverted?.layout.lists == 8, "a half-written file is nobody's")
        _ = try VectorWriter(folder: made.folder.path, dimensions: 64, fingerprint: "space", committedRows: 600)
        #expect(!FileManager.default.fileExists(atPath: made.path + ".new"))
        #expect(FileManager.default.fileExists(atPath: made.path))
        _ = try VectorWriter(folder: made.folder.path, dimensions: 64, fingerprint: "space", committedRows: 500)
        #expect(!FileManager.default.fileExists(atPath: made.path), "rows of lists were taken back")
    }

    @Test("lists come with the rows, again when many are behind them, and open snapshots take them up")
    func upkeep() throws {
        let made = try Made(CodesTests.clustered(12_000, dimensions: 64, seed: 4))
        func upkeep(_ rows: Int) throws -> Upkeep.Outcome {
            try Upkeep(
                folder: made.folder.path, dimensions: 64, fingerprint: "space", committedRows: rows,
                thresholds: Upkeep.Thresholds(rowsWorthLists: 8500)
            ).bringUpToDate()
        }
        #expect(try upkeep(8400).listedRows == 0, "too few to pay")
        let index = try made.index()
        #expect(try upkeep(9000).listedRows == 9000)
        #expect(index.codes.inverted == nil)
        let refreshed = try index.refreshed(committedRows: 12_000, removed: [])
        let inverted = try #require(refreshed.codes.inverted)
        #expect(inverted.header.rows == 9000 && inverted.layout.lists == 512)
        #expect(try refreshed.refreshed(committedRows: 12_000, removed: []) === refreshed)
        #expect(try upkeep(12_000).listedRows == 12_000)

        var bad = try Data(contentsOf: URL(fileURLWithPath: made.path))
        bad[bad.count - 40] ^= 4
        try bad.write(to: URL(fileURLWithPath: made.path))
        let outcome = try upkeep(12_000)
        #expect(outcome.dropped == [made.path] && outcome.listedRows == 12_000)
        #expect(try made.damagedFiles().isEmpty)
        #expect([100_000, 1_000_000, 10_000_000].map { Upkeep.lists(rows: $0) } == [1024, 4096, 16_384])
    }

    @Test("every centre's list is the nearest where all groups are looked into")
    func nearest() {
        let vectors = CodesTests.clustered(160, dimensions: 33, seed: 9)
        let centroids = Centroids(
            dimensions: 33, values: Array(vectors.values[..<(60 * 33)]),
            groups: [0..<1, 1..<20, 20..<24, 24..<41, 41..<60])
        let search = NearestCentroids(centroids)
        for row in 0..<100 {
            for index in 0..<33 { search.rows.start[row * 33 + index] = vectors.values[(60 + row) * 33 + index] }
        }
        search.find(100)
        for row in 0..<100 {
            let distances = (0..<60).map { list in
                zip(vectors[60 + row], vectors[list]).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            let found = distances[Int(search.lists[row])]
            #expect(found <= (distances.min() ?? 0) + 1e-5, "row \(row)")
        }
    }

    @Test("products are the same with CBLAS and without")
    func products() {
        let vectors = CodesTests.clustered(50, dimensions: 37, seed: 10)
        var (some, other) = ([Float](repeating: 0, count: 600), [Float](repeating: 1, count: 600))
        vectors.values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            MatrixProducts.compute(start, rows: 20, start + 20 * 37, columns: 30, dimensions: 37, into: &some)
            MatrixProducts.byKernels(start, rows: 20, start + 20 * 37, columns: 30, dimensions: 37, into: &other)
        }
        #expect(zip(some, other).allSatisfy { abs($0 - $1) < 1e-5 } && some.contains { abs($0) > 0.1 })
    }

    @Test("lists of unlike rows are ranked by inner product, lists of unit vectors by distance, as the sample says")
    func ranking() throws {
        let unit = CodesTests.clustered(6000, dimensions: 64, seed: 21)
        #expect(
            ListRanking.candidates(for: .cosine) == [.distance] && ListRanking.candidates(for: .l2) == [.distance])
        let even = try Made(unit)
        try even.list(lists: 64)
        #expect(try #require(even.index().codes.inverted).header.ranking == .distance)

        var unlike = VectorBatch(dimensions: 64)
        var source = SplitMix64(seed: 22)
        for row in 0..<6000 {
            let length = Float.random(in: 0...1, using: &source)
            unlike.append(unit[row].map { $0 * (0.2 + 4 * length * length * length) })
        }
        let made = try Made(unlike)
        try made.list(lists: 64)
        let index = try made.index()
        let inverted = try #require(index.codes.inverted)
        #expect(inverted.header.ranking == .product)
        // Queries are short, and the long rows that they want lie far from them.
        let lists = try #require(index.lists(forRecall: 0.9))
        var hits = 0
        for row in 0..<100 {
            let query = Array(unit[row * 59])
            let exact = try index.search(query, k: 10, mode: .exact, allowed: nil)
            #expect(try made.probe(query, k: 10, lists: 64, index: index) == exact)
            let found = try made.probe(query, k: 10, lists: lists, index: index)
            hits += Set(found.map(\.segment)).intersection(exact.map(\.segment)).count
        }
        #expect(lists < 64 && Double(hits) / 1000 >= 0.9, "\(hits) of 1000 in \(lists) lists")
    }

    @Test("the first lists by codes of their centres are the first by the centres", arguments: ListRanking.allCases)
    func probeOrder(ranking: ListRanking) throws {
        let vectors = CodesTests.clustered(4000, dimensions: 64, seed: 14)
        let made = try Made(vectors)
        try made.list(lists: 500)
        let index = try made.index()
        let inverted = try #require(index.codes.inverted)
        let keys = BoundBuffer(capacity: 504)
        for row in stride(from: 0, to: 4000, by: 501) {
            let order = ProbeOrder(
                inverted: inverted, kernels: .fastest, rotated: index.codes.rotation.applied(to: vectors[row]),
                metric: .innerProduct, ranking: ranking)
            let all = order.nearest(500, keys: keys).map(\.list)
            #expect(Set(all).count == 500)
            #expect(order.nearest(20, keys: keys).map(\.list) == Array(all.prefix(20)))
        }
    }
}
