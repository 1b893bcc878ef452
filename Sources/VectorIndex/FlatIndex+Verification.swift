import NearestCore

extension FlatIndex {
    /// A row whose bytes are no longer those that were committed.
    package struct Damage: Sendable, Equatable {
        package var file: String
        /// Counted from 0 over the whole folder.
        package var row: Int
        /// As the row says; it may itself be what is damaged.
        package var segment: SegmentID
    }

    /// Reads every committed row, removed ones included, and compares it with the checksum that was written
    /// with it.
    ///
    /// - Returns: the damaged rows in their order, at most `limit`.
    /// - Throws: `.corruptIndex` when a file was cut; `CancellationError`.
    package func damagedRows(
        limit: Int = 1000, cancellation: Cancellation = Cancellation()
    ) throws -> [Damage] {
        var damages: [Damage] = []
        for row in 0..<rows.count {
            if row % 1024 == 0 {
                try cancellation.check()
                try rows.checkSizes()
            }
            if rows.isIntact(row) { continue }
            damages.append(Damage(file: rows.path(of: row), row: row, segment: rows.id(row)))
            if damages.count >= limit { break }
        }
        return damages
    }
}
