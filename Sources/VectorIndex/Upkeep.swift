import Glibc
import NearestCore

/// Keeps what searches are made faster by, codes and inverted lists, in step with a folder's committed rows.
///
/// What is made appears at once and whole, and readers take it up when they next ask for the newest snapshot. One
/// upkeep of a folder at a time; it may run beside the folder's writer.
package struct Upkeep: Sendable {
    /// From how many rows on something pays.
    package struct Thresholds: Sendable {
        /// Reading fewer rows than this takes no longer than looking at codes first.
        package var rowsWorthCodes: Int
        /// Below this, all codes are read in a fraction of a millisecond.
        package var rowsWorthLists: Int

        package init(rowsWorthCodes: Int = 8_192, rowsWorthLists: Int = 100_000) {
            self.rowsWorthCodes = rowsWorthCodes
            self.rowsWorthLists = rowsWorthLists
        }

        /// Whether `rows` rows need any of what is made here.
        package func concern(rows: Int, dimensions: Int) -> Bool {
            dimensions >= Upkeep.leastDimensions && rows >= rowsWorthCodes
        }
    }

    private let rows: MappedRows
    private let threads: Int
    private let thresholds: Thresholds
    var calls = DiskCalls.system

    /// Codes below this many dimensions would save nothing.
    private static let leastDimensions = 64
    /// A file's codes are made anew when a share of this many of its rows has none.
    private static let share = 8
    /// Lists are made anew when the rows behind them are a share of this many of theirs.
    private static let shareBehindLists = 4

    /// - Parameter threads: how many it computes on at most; nil for as many as there are processors.
    /// - Throws: as `FlatIndex.init`.
    package init(
        folder: String, dimensions: Int, fingerprint: String, committedRows: Int, threads: Int? = nil,
        thresholds: Thresholds = Thresholds()
    ) throws {
        rows = try MappedRows(
            folder: VectorFolder(path: folder), dimensions: dimensions, fingerprint: fingerprint,
            count: committedRows)
        self.threads = threads ?? Processors.count
        self.thresholds = thresholds
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

    /// Makes the codes and lists that pay and are missing, and anew those whose bytes are no longer what was written.
    ///
    /// It reads what is new, and what `SoundFiles` does not vouch for: a file that was cut, restored, copied or written
    /// to by anybody is compared with its checksums, headers and tables are at every opening. What changes under a file
    /// without the system's knowing, as on a failing disk, is found by `FolderVerification`, which reads everything: an
    /// upkeep that did would read gigabytes for every thousand vectors, and still be no proof for the moment after.
    ///
    /// - Throws: `.system` when the disk refuses, `CancellationError`; what was made stays.
    @discardableResult
    package func bringUpToDate(cancellation: Cancellation = Cancellation()) throws -> Outcome {
        guard thresholds.concern(rows: rows.count, dimensions: rows.layout.dimensions) else { return Outcome() }
        var outcome = Outcome()
        var sound = SoundFiles(of: rows.folder)
        defer { sound.save() }
        try dropDamaged(&outcome, sound: &sound, cancellation)
        outcome.encodedRows = try makeCodes(cancellation, sound: &sound)
        outcome.listedRows = try makeLists(cancellation, sound: &sound)
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

    private func dropDamaged(
        _ outcome: inout Outcome, sound: inout SoundFiles, _ cancellation: Cancellation
    ) throws {
        for number in 0..<rows.layout.fileCount(rows: rows.count)
        where !sound.contains(rows.folder.path(ofCodes: number)) {
            try cancellation.check()
            let moment = SoundFiles.moment(of: rows.folder.path(ofCodes: number))
            guard let file = codes(number) else { continue }
            if file.damagedChunks().isEmpty { sound.note(moment) } else { try drop(file.path, &outcome) }
        }
        let moment = SoundFiles.moment(of: rows.folder.pathOfInverted)
        guard !sound.contains(rows.folder.pathOfInverted), let lists else { return }
        try cancellation.check()
        if lists.damagedLists().isEmpty { sound.note(moment) } else { try drop(lists.path, &outcome) }
    }

    private func drop(_ path: String, _ outcome: inout Outcome) throws {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw NearestError.refused(path, "is damaged and could not be removed", errno)
        }
        outcome.dropped.append(path)
    }

    private func codes(_ number: Int) -> CodeFile? {
        CodeFile(folder: rows.folder, number: number, rows: rows, isSearched: false)
    }

    private var lists: InvertedFile? { InvertedFile(of: rows, isSearched: false) }

    private func makeCodes(_ cancellation: Cancellation, sound: inout SoundFiles) throws -> Int {
        let writer = CodeFileWriter(
            folder: rows.folder, rows: rows, rotation: CodeRotation(dimensions: rows.layout.dimensions),
            threads: threads, calls: calls)
        var encoded = 0
        for number in 0..<rows.layout.fileCount(rows: rows.count) {
            let here = rows.layout.rowsInFile(number, of: rows.count)
            let missing = here - (codes(number)?.layout.rows ?? 0)
            let isFull = here == rows.layout.rowsPerFile
            guard missing > 0, isFull || missing >= max(thresholds.rowsWorthCodes / 2, here / Self.share) else {
                continue
            }
            try cancellation.check()
            try writer.write(file: number, cancellation: cancellation)
            sound.note(SoundFiles.moment(of: rows.folder.path(ofCodes: number)))
            encoded += here
        }
        return encoded
    }

    private func makeLists(_ cancellation: Cancellation, sound: inout SoundFiles) throws -> Int {
        guard rows.count >= thresholds.rowsWorthLists else { return 0 }
        let known = lists?.header.rows ?? 0
        guard rows.count - known > known / Self.shareBehindLists else { return 0 }
        try cancellation.check()
        try InvertedFileWriter(
            rows: rows, codes: CodeSet(of: rows, inverted: nil), lists: Self.lists(rows: rows.count),
            threads: threads, calls: calls
        ).write(cancellation: cancellation)
        sound.note(SoundFiles.moment(of: rows.folder.pathOfInverted))
        return rows.count
    }
}
