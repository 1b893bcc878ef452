import Dispatch
import Glibc
import NearestCore
import Synchronization

/// Compares what a folder of vectors holds with what was committed: every row and every chunk of codes with its
/// checksum, and codes with the vectors that they were made of.
package struct FolderVerification: Sendable {
    /// A file that is not what was written.
    package struct Finding: Hashable, Sendable {
        package var file: String
        package var problem: String
        /// The number of the vector file, for what holds vectors; nil for what follows from them and is made again.
        package var number: Int?
        /// Rows that cannot be read.
        package var lostRows: Int
    }

    /// What was looked at, and what was found.
    package struct Outcome: Hashable, Sendable {
        package var rows = 0
        package var codedRows = 0
        package var codesCompared = 0
        package var findings: [Finding] = []
    }

    private let folder: VectorFolder
    private let dimensions: Int
    private let fingerprint: String
    private let committedRows: Int
    /// Codes of so many rows a file are made again.
    private static let sample = 256
    private static let seed: UInt64 = 0x6E65_6172_6573_7402

    package init(folder: String, dimensions: Int, fingerprint: String, committedRows: Int) {
        self.folder = VectorFolder(path: folder)
        self.dimensions = dimensions
        self.fingerprint = fingerprint
        self.committedRows = committedRows
    }

    /// - Parameter progress: called with the rows that are done.
    /// - Throws: `.spaceMismatch`, `.newerIndex`; `.system` when the disk refuses; `CancellationError`.
    package func run(cancellation: Cancellation, progress: (Int) -> Void) throws -> Outcome {
        var outcome = Outcome()
        let rows: MappedRows
        do {
            rows = try MappedRows(
                intactOf: folder, dimensions: dimensions, fingerprint: fingerprint, count: committedRows)
        } catch let error as NearestError where error.code == .corruptIndex {
            // Nothing of it can be used.
            outcome.findings.append(
                Finding(
                    file: error.subject ?? folder.path, problem: error.problem, number: 0, lostRows: committedRows))
            return outcome
        }
        for number in 0..<rows.layout.fileCount(rows: rows.count) {
            try cancellation.check()
            let range = rows.rows(ofFile: number)
            if let damage = rows.damages[number] {
                outcome.findings.append(
                    Finding(
                        file: folder.path(ofFile: number), problem: damage.problem, number: number,
                        lostRows: range.count))
            } else {
                if let finding = try check(range, of: rows, number: number, cancellation: cancellation) {
                    outcome.findings.append(finding)
                }
                outcome.rows += range.count
                try checkCodes(number, of: rows, into: &outcome)
            }
            progress(range.upperBound)
        }
        try cancellation.check()
        checkLists(of: rows, into: &outcome)
        return outcome
    }

    /// Every row of a file, on all processors.
    private func check(
        _ range: Range<Int>, of rows: MappedRows, number: Int, cancellation: Cancellation
    ) throws -> Finding? {
        let step = rows.layout.rowsPerBlock
        let damaged = Mutex((count: 0, first: Int.max))
        DispatchQueue.concurrentPerform(iterations: (range.count + step - 1) / step) { piece in
            if cancellation.isCancelled { return }
            let first = range.lowerBound + piece * step
            let bad = (first..<min(first + step, range.upperBound)).filter { !rows.isIntact($0) }
            guard let least = bad.first else { return }
            damaged.withLock { $0 = ($0.count + bad.count, min($0.first, least)) }
        }
        try cancellation.check()
        let (count, first) = damaged.withLock { $0 }
        guard count > 0 else { return nil }
        return Finding(
            file: folder.path(ofFile: number),
            problem:
                "\(count) of its \(range.count) rows do not match their checksums, the first of them row \(first)",
            number: number, lostRows: count)
    }

    /// Whether a file of codes or lists is whole as far as its header says, and reaches beyond the rows that are
    /// looked at: a run that goes on meanwhile has made it.
    private func isAhead(_ path: String) -> Bool {
        guard let page = try? DiskFile(path: path, flags: O_RDONLY).read(count: CodeFileLayout.headerBytes, at: 0)
        else { return false }
        let end =
            InvertedHeader(page: page)?.rows
            ?? CodeFileHeader(page: page).map { $0.firstRow + $0.layout.rows } ?? 0
        return end > committedRows
    }

    /// Whether lists are of an earlier version: nobody reads them, and the next run makes them again.
    private func isOutdated(_ path: String) -> Bool {
        guard let page = try? DiskFile(path: path, flags: O_RDONLY).read(count: InvertedLayout.headerBytes, at: 0)
        else { return false }
        return InvertedHeader.isOutdated(page: page)
    }

    private func checkLists(of rows: MappedRows, into outcome: inout Outcome) {
        let path = folder.pathOfInverted
        guard !DiskFile.isMissing(path), !isAhead(path), !isOutdated(path) else { return }
        var problem: String?
        if let file = InvertedFile(of: rows) {
            let damaged = file.damagedLists()
            if !damaged.isEmpty {
                problem = "\(damaged.count) of its \(file.layout.lists) lists do not match their checksums"
            }
        } else {
            problem = "its header or its tables are damaged, or it belongs to other vectors"
        }
        guard let problem else { return }
        outcome.findings.append(Finding(file: path, problem: problem, number: nil, lostRows: 0))
    }

    private func checkCodes(_ number: Int, of rows: MappedRows, into outcome: inout Outcome) throws {
        let path = folder.path(ofCodes: number)
        guard !DiskFile.isMissing(path), !isAhead(path) else { return }
        func add(_ problem: String) {
            outcome.findings.append(Finding(file: path, problem: problem, number: nil, lostRows: 0))
        }
        guard let file = CodeFile(folder: folder, number: number, rows: rows) else {
            return add("its header or its tables are damaged, or it belongs to other vectors")
        }
        outcome.codedRows += file.range.count
        let damaged = file.damagedChunks()
        guard damaged.isEmpty else {
            return add("\(damaged.count) of its \(file.layout.chunks) chunks do not match their checksums")
        }
        let (compared, unlike) = compare(file, with: rows)
        outcome.codesCompared += compared
        if unlike > 0 { add("\(unlike) of \(compared) codes that were looked at are not those of their vectors") }
    }

    /// Encodes a seeded sample of the rows again.
    private func compare(_ file: CodeFile, with rows: MappedRows) -> (compared: Int, unlike: Int) {
        let rotation = CodeRotation(dimensions: dimensions)
        let centre = Array(UnsafeBufferPointer(start: file.centre, count: dimensions))
        var scratch = [Float](repeating: 0, count: rotation.width)
        var vector = [Float](repeating: 0, count: dimensions)
        var generator = SplitMix64(seed: Self.seed)
        var unlike = 0
        let perGroup = CodeBlock.rowsPerGroup
        for _ in 0..<Self.sample {
            let place = Int.random(in: 0..<file.layout.rows, using: &generator)
            let row = file.header.firstRow + place
            // A vector that is damaged itself was found already.
            guard rows.isIntact(row) else { continue }
            var block = CodeBlock(rows: 1, words: rotation.words)
            rows.copy(row, into: &vector)
            block.set(
                0, to: vector, metric: rows.layout.metric, centre: centre, rotation: rotation, scratch: &scratch)
            let (group, inside) = place.quotientAndRemainder(dividingBy: perGroup)
            let codes = file.codes(ofGroup: group)
            let factors = file.factors(ofGroup: group)
            let isSame =
                (0..<rotation.words).allSatisfy { codes[$0 * perGroup + inside] == block.codes[$0 * perGroup] }
                && (0..<3).allSatisfy { part in
                    // Another processor may round otherwise.
                    let (stored, made) = (factors[part * perGroup + inside], block.factors[part * perGroup])
                    return abs(stored - made) <= 1e-3 * max(abs(stored), abs(made), 1e-6)
                }
            if !isSame { unlike += 1 }
        }
        return (Self.sample, unlike)
    }
}
