import NearestCore
import Synchronization

/// The codes of a snapshot: a file for each vector file that has them.
///
/// Shared by all searches of the snapshot; each borrows room for its bounds, since a million of them in new memory
/// would cost as much as computing them.
final class CodeSet: Sendable {
    let files: [CodeFile]
    let rotation: CodeRotation
    private let idle = Mutex<[BoundBuffer]>([])

    /// Reading a vector takes about as long as reading this many codes.
    private static let codesPerVector = 20

    /// Opens the codes of the committed rows. What is missing, damaged or ahead of the snapshot is left out.
    init(of rows: MappedRows) {
        rotation = CodeRotation(dimensions: rows.layout.dimensions)
        files = (0..<rows.layout.fileCount(rows: rows.count)).compactMap {
            CodeFile(folder: rows.folder, number: $0, rows: rows)
        }
    }

    /// The codes of later commits of the same folder: itself while no file of them is new.
    func refreshed(for rows: MappedRows) -> CodeSet {
        let made = rows.layout.fileCount(rows: rows.count)
        let isSame = made == files.count && files.allSatisfy { $0.isCurrent }
        return isSame ? self : CodeSet(of: rows)
    }

    var coveredRows: Int { files.reduce(0) { $0 + $1.layout.rows } }

    /// Whether a search of `candidates` of the rows is faster by codes than by reading those vectors.
    func pays(rows candidates: Int, of all: Int, k: Int) -> Bool {
        !files.isEmpty && candidates * Self.codesPerVector > all && k < candidates / 16
    }

    /// The rows without codes, in stretches.
    func uncovered(of rows: MappedRows) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var next = 0
        for file in files {
            if next < file.range.lowerBound { ranges.append(next..<file.range.lowerBound) }
            next = file.range.upperBound
        }
        if next < rows.count { ranges.append(next..<rows.count) }
        return ranges
    }

    /// Lends room for one search's bounds.
    func withBounds<Result>(_ body: (BoundBuffer) -> Result) -> Result {
        let borrowed = idle.withLock { $0.popLast() } ?? BoundBuffer(capacity: CodedScan.capacity(files))
        defer { idle.withLock { $0.append(borrowed) } }
        return body(borrowed)
    }
}
