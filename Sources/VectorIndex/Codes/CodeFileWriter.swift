import Glibc
import NearestCore
import Synchronization

/// Makes the codes of a vector file's rows and puts them beside it, whole or not at all.
struct CodeFileWriter {
    let folder: VectorFolder
    let rows: MappedRows
    let rotation: CodeRotation
    var threads = Processors.count
    var calls = DiskCalls.system

    /// Rows that the centre is the mean of, spread evenly over the file.
    private static let centreSample = 16_384

    /// Encodes the committed rows of file `number`.
    ///
    /// - Throws: `.system` when the disk refuses; `CancellationError`.
    func write(file number: Int, cancellation: Cancellation) throws {
        let count = rows.layout.rowsInFile(number, of: rows.count)
        let first = number * rows.layout.rowsPerFile
        let layout = CodeFileLayout(rows: count, width: rotation.width)
        let centre = centre(of: first..<first + count)
        let chunks = try encode(first: first, layout: layout, centre: centre, cancellation: cancellation)
        try put(chunks, layout: layout, centre: centre, number: number)
    }

    /// The mean of a sample of the rows.
    private func centre(of range: Range<Int>) -> [Float] {
        let step = max(1, range.count / Self.centreSample)
        var sums = [Double](repeating: 0, count: rotation.dimensions)
        var taken = 0.0
        var vector = [Float](repeating: 0, count: rotation.dimensions)
        for row in stride(from: range.lowerBound, to: range.upperBound, by: step) {
            rows.copy(row, into: &vector)
            for index in sums.indices { sums[index] += Double(vector[index]) }
            taken += 1
        }
        return sums.map { Float($0 / taken) }
    }

    private func encode(
        first: Int, layout: CodeFileLayout, centre: [Float], cancellation: Cancellation
    ) throws -> [CodeBlock] {
        let made = Mutex([Int: CodeBlock]())
        Parallel.run(layout.chunks, threads: threads) { next in
            let scratch = FloatBuffer(capacity: 2 * rotation.width)
            while let chunk = next() {
                if cancellation.isCancelled { return }
                let block = encode(chunk, first: first, layout: layout, centre: centre, scratch: scratch)
                made.withLock { $0[chunk] = block }
            }
        }
        try cancellation.check()
        return made.withLock { made in (0..<layout.chunks).compactMap { made[$0] } }
    }

    private func encode(
        _ chunk: Int, first: Int, layout: CodeFileLayout, centre: [Float], scratch: FloatBuffer
    ) -> CodeBlock {
        let start = chunk * CodeFileLayout.rowsPerChunk
        let count = min(CodeFileLayout.rowsPerChunk, layout.rows - start)
        var block = CodeBlock(rows: count, words: layout.words)
        for row in 0..<count {
            rows.copy(first + start + row, into: scratch.start)
            block.set(
                row, to: scratch.start, metric: rows.layout.metric, centre: centre, rotation: rotation,
                scratch: scratch.start + rotation.width)
        }
        return block
    }

    /// Writes everything under another name, brings it to the disk and gives it its own.
    private func put(_ chunks: [CodeBlock], layout: CodeFileLayout, centre: [Float], number: Int) throws {
        let tables = tables(chunks, layout: layout, centre: centre)
        let header = CodeFileHeader(
            dimensions: rotation.dimensions, layout: layout, firstRow: number * rows.layout.rowsPerFile,
            lastRowChecksum: rows.checksum(number * rows.layout.rowsPerFile + layout.rows - 1),
            tablesChecksum: tables.withUnsafeBytes { Checksum.crc32c($0) })
        let path = folder.path(ofCodes: number)
        let unfinished = path + VectorFolder.unfinishedSuffix
        do {
            let file = try DiskFile(path: unfinished, flags: O_RDWR | O_CREAT | O_TRUNC)
            try header.encoded().withUnsafeBytes { try file.write($0, at: 0, calls: calls) }
            try tables.withUnsafeBytes { try file.write($0, at: layout.centreOffset, calls: calls) }
            for (index, chunk) in chunks.enumerated() {
                let group = layout.groups(ofChunk: index).lowerBound
                try chunk.codes.withUnsafeBytes {
                    try file.write($0, at: layout.codesOffset + group * layout.codeBytesPerGroup, calls: calls)
                }
                try chunk.factors.withUnsafeBytes {
                    try file.write($0, at: layout.factorsOffset + group * layout.factorBytesPerGroup, calls: calls)
                }
            }
            try file.synchronise(calls: calls)
            guard rename(unfinished, path) == 0 else {
                throw NearestError.refused(path, "could not be put in its place", errno)
            }
            try DiskFile(path: folder.path, flags: O_RDONLY | O_DIRECTORY).synchronise(calls: calls)
        } catch {
            unlink(unfinished)
            throw error
        }
    }

    /// Centre, rotated centre and checksums, as they stand in the file.
    private func tables(_ chunks: [CodeBlock], layout: CodeFileLayout, centre: [Float]) -> [UInt32] {
        var tables = (centre + [Float](repeating: 0, count: layout.width - centre.count)).map(
            \.bitPattern.littleEndian)
        tables += rotation.applied(to: centre).map(\.bitPattern.littleEndian)
        for chunk in chunks {
            let codes = chunk.codes.withUnsafeBytes { Checksum.crc32c($0) }
            tables.append(chunk.factors.withUnsafeBytes { Checksum.crc32c($0, continuing: codes) }.littleEndian)
        }
        tables += [UInt32](repeating: 0, count: (layout.codesOffset - layout.centreOffset) / 4 - tables.count)
        return tables
    }
}
