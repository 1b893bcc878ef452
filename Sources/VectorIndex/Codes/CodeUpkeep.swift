import NearestCore

/// Keeps the codes of a folder in step with its committed rows.
package struct CodeUpkeep: Sendable {
    private let rows: MappedRows

    /// Codes below this many dimensions would save nothing.
    private static let leastDimensions = 64
    /// Reading fewer rows than this takes no longer than looking at codes first.
    private static let leastRows = 8_192
    /// A file's codes are made anew when a share of this many of its rows has none.
    private static let share = 8

    /// - Throws: as `FlatIndex.init`.
    package init(folder: String, dimensions: Int, fingerprint: String, committedRows: Int) throws {
        rows = try MappedRows(
            folder: VectorFolder(path: folder), dimensions: dimensions, fingerprint: fingerprint,
            count: committedRows)
    }

    /// Makes the codes that pay and are missing.
    ///
    /// - Returns: how many rows got theirs.
    /// - Throws: `.system` when the disk refuses, `CancellationError`; what was made stays.
    @discardableResult
    package func bringUpToDate(cancellation: Cancellation = Cancellation()) throws -> Int {
        guard rows.layout.dimensions >= Self.leastDimensions, rows.count >= Self.leastRows else { return 0 }
        let writer = CodeFileWriter(
            folder: rows.folder, rows: rows, rotation: CodeRotation(dimensions: rows.layout.dimensions))
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
}
