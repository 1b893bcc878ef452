import Glibc
import NearestCore

/// The folder of one space and modality: its files' names, and what is checked when one is opened.
struct VectorFolder: Hashable, Sendable {
    let path: String

    private static let suffix = ".vectors"
    private static let codeSuffix = ".codes"
    /// Behind the name of what is being written.
    static let unfinishedSuffix = ".new"

    func path(ofFile number: Int) -> String {
        path(of: number, Self.suffix)
    }

    /// Where the codes of file `number` stand.
    func path(ofCodes number: Int) -> String {
        path(of: number, Self.codeSuffix)
    }

    /// Where the inverted lists stand.
    var pathOfInverted: String { path + "/inverted" }

    /// Where an upkeep remembers which codes and lists it found sound.
    var pathOfSoundFiles: String { path + "/sound" }

    private func path(of number: Int, _ suffix: String) -> String {
        let digits = String(number)
        return path + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + suffix
    }

    /// The numbers of the vector files that the folder holds, ascending; none where there is no folder.
    func fileNumbers() throws -> [Int] {
        try names().compactMap { name in
            number(of: name, Self.suffix)
        }.sorted()
    }

    /// Files of codes, unfinished ones included, with the number of the vector file that each belongs to.
    func codeFiles() throws -> [(path: String, number: Int)] {
        try names().compactMap { name in
            let finished =
                name.hasSuffix(Self.unfinishedSuffix) ? String(name.dropLast(Self.unfinishedSuffix.count)) : name
            return number(of: finished, Self.codeSuffix).map { (path + "/" + name, $0) }
        }
    }

    private func number(of name: String, _ suffix: String) -> Int? {
        guard name.hasSuffix(suffix), let number = Int(name.dropLast(suffix.count)), number >= 0,
            path(of: number, suffix) == path + "/" + name
        else { return nil }
        return number
    }

    private func names() throws -> [String] {
        guard let listing = opendir(path) else {
            if errno == ENOENT { return [] }
            throw NearestError.refused(path, "could not be listed", errno)
        }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }

    /// The header of file `number`.
    ///
    /// - Throws: `.corruptIndex` or `.newerIndex`, also when the file is missing.
    func header(ofFile number: Int, in file: DiskFile) throws -> VectorFileHeader {
        let page = try file.read(count: VectorLayout.headerBytes, at: 0)
        return try VectorFileHeader(page: page, path: file.path, folder: self)
    }

    /// Opens the files that hold the first `rows` rows, after checking each one's header and size.
    ///
    /// - Parameter known: files that an earlier call has checked already; only their sizes are looked at again.
    /// - Returns: the files, and the layout that their headers agree on; nil where there are no rows.
    /// - Throws: `.spaceMismatch`, `.newerIndex` or `.corruptIndex`, each naming the file and the remedy.
    func open(
        rows: Int, dimensions: Int, fingerprint: String, writing: Bool, known: [DiskFile] = [],
        knownLayout: VectorLayout? = nil
    ) throws -> (files: [DiskFile], layout: VectorLayout)? {
        var files: [DiskFile] = []
        var layout = knownLayout
        var number = 0
        while rows > 0, layout.map({ number < $0.fileCount(rows: rows) }) ?? true {
            let isKnown = number < known.count
            let file = isKnown ? known[number] : try existing(path(ofFile: number), writing: writing)
            if !isKnown {
                let header = try header(ofFile: number, in: file)
                try check(header, path: file.path, dimensions: dimensions, fingerprint: fingerprint)
                layout = layout ?? header.layout
                guard header.layout == layout, header.firstRow == number * header.layout.rowsPerFile else {
                    throw damage(file.path, "its header does not fit the files before it")
                }
            }
            files.append(file)
            number += 1
        }
        guard let layout else { return nil }
        try checkSizes(of: files, layout: layout, rows: rows)
        return (files, layout)
    }

    /// What of a folder can be used.
    struct Intact {
        var layout: VectorLayout
        /// By their numbers.
        var files: [Int: DiskFile] = [:]
        /// Why the other files cannot be used.
        var damages: [Int: NearestError] = [:]
    }

    /// As `open`, but files that are missing, cut short or have lost their header are left out.
    ///
    /// - Throws: as `open`; `.corruptIndex` only where no file can be used.
    func openIntact(rows: Int, dimensions: Int, fingerprint: String) throws -> Intact? {
        guard rows > 0, let layout = try firstLayout(dimensions: dimensions, fingerprint: fingerprint) else {
            return try open(rows: rows, dimensions: dimensions, fingerprint: fingerprint, writing: false)
                .map { Intact(layout: $0.layout) }
        }
        var intact = Intact(layout: layout)
        for number in 0..<layout.fileCount(rows: rows) {
            do {
                let file = try existing(path(ofFile: number), writing: false)
                let header = try header(ofFile: number, in: file)
                try check(header, path: file.path, dimensions: dimensions, fingerprint: fingerprint)
                guard header.layout == layout, header.firstRow == number * layout.rowsPerFile else {
                    throw damage(file.path, "its header does not fit the other files")
                }
                try checkSize(of: file, expected: layout.fileBytes(rows: layout.rowsInFile(number, of: rows)))
                intact.files[number] = file
            } catch let error as NearestError where error.code == .corruptIndex {
                intact.damages[number] = error
            }
        }
        if intact.files.isEmpty, let first = intact.damages[0] { throw first }
        return intact
    }

    /// The layout that the first good header gives; nil where there is none.
    private func firstLayout(dimensions: Int, fingerprint: String) throws -> VectorLayout? {
        for number in try fileNumbers() {
            let file = try existing(path(ofFile: number), writing: false)
            do {
                let header = try header(ofFile: number, in: file)
                try check(header, path: file.path, dimensions: dimensions, fingerprint: fingerprint)
                return header.layout
            } catch let error as NearestError where error.code == .corruptIndex {
                continue
            }
        }
        return nil
    }

    /// Makes sure that no file is shorter than its committed rows, since reading a mapping beyond a file's end
    /// kills the process.
    func checkSizes(of files: [DiskFile?], layout: VectorLayout, rows: Int) throws {
        for (number, file) in files.enumerated() {
            guard let file else { continue }
            try checkSize(of: file, expected: layout.fileBytes(rows: layout.rowsInFile(number, of: rows)))
        }
    }

    private func checkSize(of file: DiskFile, expected: Int) throws {
        let size = try file.size()
        if size < expected {
            throw damage(file.path, "it has \(size) bytes, and its committed rows need \(expected)")
        }
    }

    /// The error for a file that is not what was committed.
    func damage(_ file: String, _ problem: String) -> NearestError {
        NearestError(
            .corruptIndex, file, problem,
            remedy: "Run `nearest verify --repair`, which sets it aside, then `nearest index`, which makes these "
                + "vectors again.")
    }

    private func existing(_ path: String, writing: Bool) throws -> DiskFile {
        do {
            return try DiskFile(path: path, flags: writing ? O_RDWR : O_RDONLY)
        } catch  where DiskFile.isMissing(path) {
            throw damage(path, "the file is missing")
        }
    }

    private func check(
        _ header: VectorFileHeader, path file: String, dimensions: Int, fingerprint: String
    ) throws {
        let remedy = "Search with the model that made it, or delete the folder \(path) and run `nearest index`."
        if header.layout.dimensions != dimensions {
            throw NearestError(
                .spaceMismatch, file,
                "it holds vectors of \(header.layout.dimensions) dimensions, and the model makes \(dimensions)",
                remedy: remedy)
        }
        if header.fingerprint != fingerprint {
            throw NearestError(
                .spaceMismatch, file, "it holds vectors of another model, or of another setting of this one",
                remedy: remedy)
        }
    }
}
