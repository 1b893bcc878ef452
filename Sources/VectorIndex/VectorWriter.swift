import Glibc
import NearestCore

/// Appends the vectors of one space and modality.
///
/// A commit takes three steps, and only the last one makes it so:
///
///     append(ids:vectors:)   rows go to the files, behind those that are committed
///     sync() → rows          files, and the folder where names changed, are on the disk
///     the catalog's transaction records `rows`
///
/// Whatever a crash leaves beyond the rows that the catalog has recorded is cut off when the next writer opens
/// the folder. No committed byte is ever written again, so readers need no lock.
///
/// For one thread at a time; that there is one writer to an index is the lock file's matter.
package final class VectorWriter {
    package let folder: String
    package var dimensions: Int { layout.dimensions }

    /// What scores are in this folder.
    package var metric: Metric { layout.metric }

    /// What stored values are made of in this folder.
    package var element: VectorElement { layout.element }

    /// Committed and appended rows together.
    package private(set) var rows: Int

    private let place: VectorFolder
    private let layout: VectorLayout
    private let fingerprint: String
    private let calls: DiskCalls
    private var ids = KnownIDs()
    /// The files written since the last `sync`, and the one that the next row goes to, by number.
    private var files: [Int: DiskFile] = [:]
    /// A file was made or removed, and the folder's list of names on the disk may not say so yet.
    private var hasOtherNames = false
    /// After a failed `fsync` nobody knows what the disk holds, so nothing more is promised.
    private var failure: NearestError?

    /// Opens the folder for appending, and makes it where it is missing.
    ///
    /// - Parameters:
    ///   - folder: the folder of the space and modality, absolute.
    ///   - fingerprint: the space's.
    ///   - committedRows: as the catalog has recorded it; whatever lies beyond is cut off.
    ///   - metric: what scores will be, and
    ///   - element: what values are made of, of a folder without committed rows; another's files say it themselves.
    ///   - highestID: none of the committed rows has a higher one, as the catalog knows; nil to read them all for it.
    /// - Throws: `NearestError`: `.spaceMismatch` for another fingerprint or dimension, `.newerIndex` for a later
    ///   format, `.corruptIndex` when committed rows are missing or damaged, `.system` when the disk refuses.
    package convenience init(
        folder: String, dimensions: Int, fingerprint: String, committedRows: Int,
        metric: Metric = .innerProduct, element: VectorElement = .f32, highestID: SegmentID? = nil
    ) throws {
        let isPossible = VectorLayout.dimensionRange.contains(dimensions)
        try self.init(
            folder: folder, dimensions: dimensions, fingerprint: fingerprint, committedRows: committedRows,
            newLayout: isPossible ? VectorLayout(dimensions: dimensions, metric: metric, element: element) : nil,
            calls: .system)
        ids = KnownIDs(highest: highestID)
    }

    /// - Parameter newLayout: how a folder without committed rows is laid out.
    init(
        folder: String, dimensions: Int, fingerprint: String, committedRows: Int, newLayout: VectorLayout?,
        calls: DiskCalls
    ) throws {
        guard VectorLayout.dimensionRange.contains(dimensions) else {
            throw NearestError(
                .invalidArgument, folder,
                "vectors of \(dimensions) dimensions cannot be indexed, only 1 to \(VectorLayout.dimensionRange.upperBound)"
            )
        }
        guard committedRows >= 0, fingerprint.utf8.count <= VectorFileHeader.longestFingerprint else {
            throw NearestError(.invalidArgument, folder, "the catalog describes it in a way that cannot be")
        }
        self.folder = folder
        self.fingerprint = fingerprint
        self.calls = calls
        place = VectorFolder(path: folder)
        rows = committedRows
        try Folders.create(folder, calls: calls)
        let opened = try place.open(
            rows: committedRows, dimensions: dimensions, fingerprint: fingerprint, writing: true)
        layout = opened?.layout ?? newLayout ?? VectorLayout(dimensions: dimensions)
        try reclaim(opened?.files ?? [])
    }

    /// Appends a vector for each id. They are found once the catalog has recorded what `sync` returns.
    ///
    /// - Throws: `.invalidArgument`, before anything is written, for a wrong dimension, a value that is not
    ///   finite or, for the cosine, a length of zero (naming the row of the batch, counted from 0), or an id that has
    ///   a vector already; `.system` when the disk is full or fails, and then nothing of the batch was appended.
    package func append(ids newIDs: [SegmentID], vectors: VectorBatch) throws {
        if let failure { throw failure }
        guard vectors.dimensions == dimensions else {
            throw NearestError(
                .invalidArgument, folder,
                "vectors of \(vectors.dimensions) dimensions do not fit an index of \(dimensions)")
        }
        guard newIDs.count == vectors.count else {
            throw NearestError(
                .invalidArgument, folder, "\(newIDs.count) segments were given \(vectors.count) vectors")
        }
        let stored = try StoredRows(vectors, layout: layout) { "row \($0), segment \(newIDs[$0])" }
        try append(ids: newIDs, rows: stored)
    }

    /// Appends rows that are of this folder's layout already, one for each id.
    ///
    /// - Throws: as `append(ids:vectors:)`.
    func append(ids newIDs: [SegmentID], rows stored: StoredRows) throws {
        if let failure { throw failure }
        try ids.admit(newIDs) { body in
            try MappedRows(folder: place, dimensions: dimensions, fingerprint: fingerprint, count: rows)
                .forEachIDs(in: 0..<rows) { _, ids in body(ids) }
        }
        let start = rows
        do {
            while rows - start < newIDs.count {
                let here = min(newIDs.count - (rows - start), layout.rowsPerBlock - rows % layout.rowsPerBlock)
                try write(newIDs, stored, from: rows - start, count: here)
                rows += here
            }
        } catch {
            rewind(to: start)
            throw error
        }
    }

    /// Brings everything appended to the disk, and returns how many rows there are: what the catalog must
    /// record for them to be committed.
    ///
    /// - Throws: `.system`; the writer is of no use afterwards, and the last commit is intact.
    package func sync() throws -> Int {
        if let failure { throw failure }
        do {
            for file in files.values { try file.synchronise(calls: calls) }
            if hasOtherNames { try DiskFile(path: folder, flags: O_RDONLY | O_DIRECTORY).synchronise(calls: calls) }
        } catch {
            failure = error as? NearestError
            throw error
        }
        hasOtherNames = false
        files = files.filter { $0.key == rows / layout.rowsPerFile }
        return rows
    }
}

// MARK: - Opening

extension VectorWriter {
    /// Cuts off what a crash left behind the committed rows, after checking the last of them.
    private func reclaim(_ committed: [DiskFile]) throws {
        try checkLastBlock()
        for (number, file) in committed.enumerated() {
            let bytes = layout.fileBytes(rows: layout.rowsInFile(number, of: rows))
            if try file.size() > bytes { try file.truncate(to: bytes) }
        }
        for number in try place.fileNumbers() where number >= committed.count {
            try remove(place.path(ofFile: number))
        }
        try removeForeignCodes()
        try removeForeignLists()
        if rows % layout.rowsPerFile != 0, let last = committed.last { files[committed.count - 1] = last }
    }

    /// Rows that are taken back may come again with other vectors, so codes that reach beyond the committed rows go,
    /// and so does what was never finished.
    private func removeForeignCodes() throws {
        for (path, number) in try place.codeFiles() {
            let committed = layout.rowsInFile(number, of: rows)
            if committed > 0, !path.hasSuffix(VectorFolder.unfinishedSuffix),
                let page = try? DiskFile(path: path, flags: O_RDONLY).read(
                    count: CodeFileLayout.headerBytes, at: 0),
                let header = CodeFileHeader(page: page), header.layout.rows <= committed
            {
                continue
            }
            try remove(path)
        }
    }

    /// The same for inverted lists.
    private func removeForeignLists() throws {
        let path = place.pathOfInverted
        let page = try? DiskFile(path: path, flags: O_RDONLY).read(count: InvertedLayout.headerBytes, at: 0)
        let isOurs = page.flatMap { InvertedHeader(page: $0) }.map { $0.rows <= rows } ?? false
        try remove(path + VectorFolder.unfinishedSuffix)
        if !isOurs { try remove(path) }
    }

    /// Removes a file, if it is there. The next commit brings that to the disk before itself: codes that a power cut
    /// brought back would stand beside rows that they were not made of.
    private func remove(_ path: String) throws {
        if unlink(path) == 0 {
            hasOtherNames = true
        } else if errno != ENOENT {
            throw NearestError.refused(path, "could not be removed", errno)
        }
    }

    /// The block that a commit reached last is where a disk that lies about `fsync` would show it.
    private func checkLastBlock() throws {
        guard rows > 0 else { return }
        let mapped = try MappedRows(
            folder: place, dimensions: dimensions, fingerprint: fingerprint, count: rows)
        for row in (rows - 1) / layout.rowsPerBlock * layout.rowsPerBlock..<rows where !mapped.isIntact(row) {
            throw place.damage(mapped.path(of: row), "the checksum of its row \(row) does not match")
        }
    }
}

// MARK: - Appending

extension VectorWriter {
    /// Writes `count` rows of the batch, from its row `first`, behind `rows`; they fit the block.
    private func write(_ newIDs: [SegmentID], _ stored: StoredRows, from first: Int, count: Int) throws {
        let (number, inFile) = rows.quotientAndRemainder(dividingBy: layout.rowsPerFile)
        let file = try file(number)
        let (block, inBlock) = inFile.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        let start = layout.blockOffset(block)
        let ids = newIDs[first..<first + count].map(\.littleEndian)
        let checksums = (first..<first + count).map { row in
            stored.withBytes(row..<row + 1) { bytes in
                Checksum.ofRow(
                    rows + row - first, id: newIDs[row], vector: bytes, length: stored.length(row)
                ).littleEndian
            }
        }
        try ids.withUnsafeBytes { try file.write($0, at: start + inBlock * 8, calls: calls) }
        try checksums.withUnsafeBytes {
            try file.write($0, at: start + layout.checksumsOffset + inBlock * 4, calls: calls)
        }
        if layout.hasLengths {
            try Array(stored.lengths[first..<first + count]).withUnsafeBytes {
                try file.write($0, at: start + layout.lengthsOffset + inBlock * 4, calls: calls)
            }
        }
        try stored.withBytes(first..<first + count) {
            try file.write($0, at: start + layout.rowsOffset + inBlock * layout.stride, calls: calls)
        }
    }

    /// The file that rows are now written to, made when the first of them comes.
    private func file(_ number: Int) throws -> DiskFile {
        if let file = files[number] { return file }
        hasOtherNames = true
        let file = try DiskFile(path: place.path(ofFile: number), flags: O_RDWR | O_CREAT | O_TRUNC)
        files[number] = file
        let header = VectorFileHeader(
            layout: layout, firstRow: number * layout.rowsPerFile, fingerprint: fingerprint)
        try header.encoded().withUnsafeBytes { try file.write($0, at: 0, calls: calls) }
        return file
    }

    /// Forgets rows whose writing failed, and gives their space back as far as that can be done.
    private func rewind(to start: Int) {
        rows = start
        ids = KnownIDs()
        for (number, file) in files {
            let kept = layout.rowsInFile(number, of: start)
            if kept > 0 {
                try? file.truncate(to: layout.fileBytes(rows: kept))
            } else {
                unlink(file.path)
                files[number] = nil
            }
        }
    }
}
