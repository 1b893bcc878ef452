import Glibc
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

    /// Reads all codes and lists and compares them with the checksums that were written with them.
    ///
    /// A search does without a file whose header or tables are damaged; the next upkeep drops any of these files and
    /// makes it anew.
    package func damagedCodes() -> [CodeDamage] {
        let opened = Set(codes.files.map(\.path) + [codes.inverted?.path].compactMap { $0 })
        return codes.damages()
            + unopened(besides: opened).map {
                CodeDamage(file: $0, problem: "its header or its tables are damaged, or it belongs to other rows")
            }
    }

    /// Files of codes and lists that are there, and that this snapshot should have opened.
    private func unopened(besides opened: Set<String>) -> [String] {
        let files = ((try? rows.folder.codeFiles()) ?? []).map(\.path) + [rows.folder.pathOfInverted]
        return files.filter { path in
            guard !opened.contains(path), !path.hasSuffix(VectorFolder.unfinishedSuffix),
                let page = try? DiskFile(path: path, flags: O_RDONLY).read(count: 4096, at: 0)
            else { return false }
            // What a later commit has made is no damage.
            if let header = InvertedHeader(page: page) { return header.rows <= rows.count }
            if let header = CodeFileHeader(page: page) { return header.firstRow + header.layout.rows <= rows.count }
            return true
        }
    }
}
