import Glibc
import NearestCore

/// Makes the inverted lists of a folder's committed rows and puts them in their place, whole or not at all.
struct InvertedFileWriter {
    let rows: MappedRows
    /// What the flat way is timed with, and the true neighbours found with.
    let codes: CodeSet
    /// At most; no more than there are rows.
    let lists: Int
    var seed: UInt64 = 0x6E65_6172_6573_7402
    var threads = Processors.count
    var calls = DiskCalls.system
    /// A clock that only goes forward, in nanoseconds.
    var clock: @Sendable () -> UInt64 = Self.now

    /// Places of lists that are encoded and written at once.
    private static let placesPerBatch = 65_536

    /// - Throws: `.system` when the disk refuses; `CancellationError`. Nothing is left then.
    func write(cancellation: Cancellation) throws {
        let count = rows.count / CodeBlock.rowsPerGroup * CodeBlock.rowsPerGroup
        guard count > 0 else { return }
        var centroids = try ListTraining(
            rows: rows, count: count, lists: min(lists, count), seed: seed, threads: threads,
            cancellation: cancellation
        ).train()
        let all = KMeans(
            rows: rows, sample: (0..<UInt32(count)).map { $0 }, threads: threads, cancellation: cancellation)
        let members = ListMembers(of: all.sample, lists: try all.nearest(centroids), count: centroids.count)
        // Codes are of what rows differ by from the centre, so it had better be in the middle of them.
        centroids.move(to: try all.means(of: members, otherwise: centroids), weights: members.counts)
        try put(centroids, members, cancellation: cancellation)
    }

    /// Writes everything under another name, measures what it finds, brings it to the disk and gives it its own name.
    private func put(_ centroids: Centroids, _ members: ListMembers, cancellation: Cancellation) throws {
        let path = rows.folder.pathOfInverted
        let unfinished = path + VectorFolder.unfinishedSuffix
        do {
            let file = try DiskFile(path: unfinished, flags: O_RDWR | O_CREAT | O_TRUNC)
            var header = try write(centroids, members, to: file, cancellation: cancellation)
            if let made = InvertedFile(of: rows, path: unfinished) {
                (header.ranking, header.tuning) = try TuningRun(
                    rows: rows, codes: CodeSet(of: rows, inverted: made), inverted: made, seed: seed,
                    threads: threads, clock: clock, cancellation: cancellation
                ).measure()
                try header.encoded().withUnsafeBytes { try file.write($0, at: 0, calls: calls) }
            }
            try file.synchronise(calls: calls)
            guard rename(unfinished, path) == 0 else {
                throw NearestError.refused(path, "could not be put in its place", errno)
            }
            try DiskFile(path: rows.folder.path, flags: O_RDONLY | O_DIRECTORY).synchronise(calls: calls)
        } catch {
            unlink(unfinished)
            throw error
        }
    }

    private func write(
        _ centroids: Centroids, _ members: ListMembers, to file: DiskFile, cancellation: Cancellation
    ) throws -> InvertedHeader {
        let rotation = codes.rotation
        let groups = members.counts.map { ($0 + CodeBlock.rowsPerGroup - 1) / CodeBlock.rowsPerGroup }
        let layout = InvertedLayout(
            lists: members.count, width: rotation.width, groups: groups.reduce(0, +))
        let encoder = ListEncoder(
            rows: rows, rotation: rotation, centroids: centroids, members: members, threads: threads)
        var checksums: [UInt32] = []
        var firstGroups: [Int] = [0]
        while checksums.count < members.count {
            try cancellation.check()
            let first = checksums.count
            var (end, inBatch) = (first, 0)
            while end < members.count, end == first || (inBatch + groups[end]) * 8 <= Self.placesPerBatch {
                inBatch += groups[end]
                firstGroups.append(firstGroups[end] + groups[end])
                end += 1
            }
            let encoded = try encoder.encode(first..<end)
            checksums += encoded.map(\.checksum)
            try write(encoded, at: firstGroups[first], layout: layout, to: file)
        }
        let tables = tables(centroids, members, firstGroups, checksums, layout: layout)
        try tables.withUnsafeBytes { try file.write($0, at: layout.centresOffset, calls: calls) }
        let count = members.counts.reduce(0, +)
        let header = InvertedHeader(
            dimensions: rotation.dimensions, layout: layout, rows: count,
            lastRowChecksum: rows.checksum(count - 1),
            tablesChecksum: tables.withUnsafeBytes { Checksum.crc32c($0) }, ranking: .distance,
            tuning: InvertedTuning())
        try header.encoded().withUnsafeBytes { try file.write($0, at: 0, calls: calls) }
        return header
    }

    /// Writes lists that follow one another, the first of which begins with `group`.
    private func write(_ lists: [EncodedList], at group: Int, layout: InvertedLayout, to file: DiskFile) throws {
        let codes = lists.flatMap(\.block.codes)
        let factors = lists.flatMap(\.block.factors)
        let numbers = lists.flatMap(\.numbers)
        let levels = lists.flatMap(\.levels.words)
        try codes.withUnsafeBytes {
            try file.write($0, at: layout.codesOffset + group * layout.codeBytesPerGroup, calls: calls)
        }
        try factors.withUnsafeBytes {
            try file.write($0, at: layout.factorsOffset + group * layout.factorBytesPerGroup, calls: calls)
        }
        try numbers.withUnsafeBytes {
            try file.write($0, at: layout.numbersOffset + group * layout.numberBytesPerGroup, calls: calls)
        }
        try levels.withUnsafeBytes {
            try file.write($0, at: layout.levelsOffset + group * layout.levelBytesPerGroup, calls: calls)
        }
    }

    /// Everything between header and codes, as it stands in the file.
    private func tables(
        _ centroids: Centroids, _ members: ListMembers, _ firstGroups: [Int], _ checksums: [UInt32],
        layout: InvertedLayout
    ) -> [UInt32] {
        var tables: [UInt32] = []
        tables.reserveCapacity((layout.codesOffset - layout.centresOffset) / 4)
        for list in 0..<layout.lists {
            tables += codes.rotation.applied(to: centroids.vector(list)).map(\.bitPattern.littleEndian)
        }
        let mean = centroids.mean
        tables += codes.rotation.applied(to: mean).map(\.bitPattern.littleEndian)
        let block = centroids.encoded(around: mean, rotation: codes.rotation)
        tables += block.codes.flatMap { word in
            [UInt32(truncatingIfNeeded: word).littleEndian, UInt32(truncatingIfNeeded: word >> 32).littleEndian]
        }
        tables += block.factors.map(\.bitPattern.littleEndian)
        tables += centroids.halfSquares.map(\.bitPattern.littleEndian)
        tables += firstGroups.prefix(layout.lists).map { UInt32($0).littleEndian }
        tables += members.counts.map { UInt32($0).littleEndian }
        tables += checksums.map(\.littleEndian)
        tables += [UInt32](repeating: 0, count: (layout.codesOffset - layout.centresOffset) / 4 - tables.count)
        return tables
    }

    /// Nanoseconds since the machine started.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
