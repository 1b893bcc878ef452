import Glibc
import NearestCore

/// Keeps what searches are made faster by, codes and inverted lists, in step with a folder's committed rows.
///
/// What is made appears at once and whole, and readers take it up when they next ask for the newest snapshot. One
/// upkeep of a folder at a time; it may run beside the folder's writer.
package struct Upkeep: Sendable {
    private let rows: MappedRows
    private let threads: Int
    /// How many rows are put into lists.
    var leastRowsInLists = Self.leastRowsWorthLists

    /// Codes below this many dimensions would save nothing.
    private static let leastDimensions = 64
    /// Reading fewer rows than this takes no longer than looking at codes first.
    private static let leastRows = 8_192
    /// A file's codes are made anew when a share of this many of its rows has none.
    private static let share = 8
    /// Below this, all codes are read in a fraction of a millisecond.
    private static let leastRowsWorthLists = 100_000
    /// Lists are made anew when the rows behind them are a share of this many of theirs.
    private static let shareBehindLists = 4

    /// - Parameter threads: how many it computes on at most; nil for as many as there are processors.
    /// - Throws: as `FlatIndex.init`.
    package init(
        folder: String, dimensions: Int, fingerprint: String, committedRows: Int, threads: Int? = nil
    ) throws {
        rows = try MappedRows(
            folder: VectorFolder(path: folder), dimensions: dimensions, fingerprint: fingerprint,
            count: committedRows)
        self.threads = threads ?? Processors.count
    }

    /// What an upkeep did.
    package struct Outcome: Hashable, Sendable {
        /// Rows that got codes.
        package var encodedRows = 0
        /// Rows that were put into lists.
        package var listedRows = 0
        /// Files that were damaged, and are gone.
        package var dropped: [String] = []
    }

    /// Whether `rows` rows need any of what is made here.
    package static func concerns(rows: Int, dimensions: Int) -> Bool {
        dimensions >= leastDimensions && rows >= leastRows
    }

    /// Makes the codes and lists that pay and are missing, and anew those whose bytes are no longer what was written.
    ///
    /// - Throws: `.system` when the disk refuses, `CancellationError`; what was made stays.
    @discardableResult
    package func bringUpToDate(cancellation: Cancellation = Cancellation()) throws -> Outcome {
        guard Self.concerns(rows: rows.count, dimensions: rows.layout.dimensions) else { return Outcome() }
        var outcome = Outcome()
        try dropDamaged(&outcome)
        outcome.encodedRows = try makeCodes(cancellation)
        outcome.listedRows = try makeLists(cancellation)
        return outcome
    }

    /// How many lists suit so many rows: about four times the square root, as a power of two.
    static func lists(rows: Int) -> Int {
        var lists = 1
        let wanted = 4 * Double(max(1, rows)).squareRoot()
        // The nearest by ratio.
        while Double(lists) * 2.0.squareRoot() < wanted { lists *= 2 }
        return lists
    }

    private func dropDamaged(_ outcome: inout Outcome) throws {
        for damage in CodeSet(of: rows).damages() {
            guard unlink(damage.file) == 0 || errno == ENOENT else {
                throw NearestError.refused(damage.file, "is damaged and could not be removed", errno)
            }
            outcome.dropped.append(damage.file)
        }
    }

    private func makeCodes(_ cancellation: Cancellation) throws -> Int {
        let writer = CodeFileWriter(
            folder: rows.folder, rows: rows, rotation: CodeRotation(dimensions: rows.layout.dimensions),
            threads: threads)
        var encoded = 0
        for number in 0..<rows.layout.fileCount(rows: rows.count) {
            let here = rows.layout.rowsInFile(number, of: rows.count)
            let known = CodeFile(folder: rows.folder, number: number, rows: rows)?.layout.rows ?? 0
            let isFull = here == rows.layout.rowsPerFile
            let missing = here - known
            guard missing > 0, isFull || missing >= max(Self.leastRows / 2, here / Self.share) else { continue }
            try cancellation.check()
            try writer.write(file: number, cancellation: cancellation)
            encoded += here
        }
        return encoded
    }

    private func makeLists(_ cancellation: Cancellation) throws -> Int {
        guard rows.count >= leastRowsInLists else { return 0 }
        let known = InvertedFile(of: rows)?.header.rows ?? 0
        guard rows.count - known > known / Self.shareBehindLists else { return 0 }
        try cancellation.check()
        try InvertedFileWriter(
            rows: rows, codes: CodeSet(of: rows, inverted: nil), lists: Self.lists(rows: rows.count),
            threads: threads
        ).write(cancellation: cancellation)
        return rows.count
    }
}
