import NearestCore
import Synchronization

/// The codes of a snapshot: a file for each vector file that has them, and the inverted lists where there are some.
///
/// Shared by all searches of the snapshot; each borrows room for its bounds, since a million of them in new memory
/// would cost as much as computing them.
final class CodeSet: Sendable {
    let files: [CodeFile]
    let inverted: InvertedFile?
    let rotation: CodeRotation
    private let idle = Mutex<[BoundBuffer]>([])

    /// Reading a vector takes about as long as reading this many codes.
    private static let codesPerVector = 20

    /// Opens the codes of the committed rows. What is missing, damaged or ahead of the snapshot is left out.
    convenience init(of rows: MappedRows) {
        self.init(of: rows, inverted: InvertedFile(of: rows))
    }

    /// - Parameter inverted: lists of the same rows.
    init(of rows: MappedRows, inverted: InvertedFile?) {
        rotation = CodeRotation(dimensions: rows.layout.dimensions)
        files = (0..<rows.layout.fileCount(rows: rows.count)).compactMap { number in
            rows.damages[number] == nil ? CodeFile(folder: rows.folder, number: number, rows: rows) : nil
        }
        self.inverted = inverted
    }

    /// The codes of later commits of the same folder: itself while no file of them is new.
    func refreshed(for rows: MappedRows) -> CodeSet {
        let opened = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.inode) })
        let isSame =
            DiskFile.inode(at: rows.folder.pathOfInverted) == inverted?.inode ?? 0
            && (0..<rows.layout.fileCount(rows: rows.count)).allSatisfy { number in
                let path = rows.folder.path(ofCodes: number)
                return DiskFile.inode(at: path) == opened[path] ?? 0
            }
        return isSame ? self : CodeSet(of: rows)
    }

    var coveredRows: Int { files.reduce(0) { $0 + $1.layout.rows } }

    /// Whether a search of `candidates` of the rows is faster by codes than by reading those vectors.
    static func pay(rows candidates: Int, of all: Int, k: Int) -> Bool {
        candidates * Self.codesPerVector > all && k < candidates / 16
    }

    /// The rows without codes, in stretches.
    ///
    /// - Parameter first: only rows from this one on.
    func uncovered(of rows: MappedRows, from first: Int = 0) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var next = first
        for file in files where file.range.upperBound > first {
            if next < file.range.lowerBound { ranges.append(next..<file.range.lowerBound) }
            next = file.range.upperBound
        }
        if next < rows.count { ranges.append(next..<rows.count) }
        return ranges
    }

    /// Lends room for `count` bounds.
    func withBounds<Result>(_ count: Int, _ body: (BoundBuffer) -> Result) -> Result {
        let borrowed = idle.withLock { idle in
            idle.firstIndex { $0.capacity >= count }.map { idle.remove(at: $0) }
        }
        let buffer = borrowed ?? BoundBuffer(capacity: count)
        defer {
            // The largest serve every search; smaller ones than what was asked for are let go.
            idle.withLock { idle in
                if borrowed == nil { idle.removeAll { $0.capacity < count } }
                idle.append(buffer)
            }
        }
        return body(buffer)
    }
}
