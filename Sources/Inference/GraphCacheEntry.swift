import Glibc
import NearestCore

/// One graph in a `GraphCache`.
struct GraphCacheEntry: Sendable {
    let folder: String
    /// What OpenVINO is asked to compile.
    let graphFile: String
    /// Files of weights that must be in the graph's own folder while it is compiled.
    let weights: [Placed]

    /// A file, and where it is to appear.
    struct Placed: Sendable {
        var source: String
        var place: String
    }

    /// Whether OpenVINO has left its compiled form here, so that the weights are not needed.
    var isCompiled: Bool {
        Disk.names(in: folder).contains { $0.hasSuffix(".blob") }
    }

    /// Calls `body` while the weights stand beside the graph, one process at a time.
    ///
    /// OpenVINO reads external data from the graph's own folder only and follows no symbolic link out of it.
    /// So the weights appear there under a second name for as long as the compilation takes, as a hard link
    /// or, across file systems, as a copy; the compiled form that stays behind contains them.
    func withWeights<Result>(_ body: () throws -> Result) throws -> Result {
        let lock = try FileLock(folder + "/lock")
        defer { withExtendedLifetime(lock) {} }
        defer { weights.forEach { unlink($0.place) } }
        for file in weights { try Self.put(file) }
        // Whatever is here was refused, or another library's version wrote it.
        for name in Disk.names(in: folder) where name.hasSuffix(".blob") { unlink("\(folder)/\(name)") }
        return try body()
    }

    /// Gives a file a second name, in place of whatever has that name.
    static func put(_ file: Placed) throws {
        if let slash = file.place.lastIndex(of: "/") { try Disk.makeFolder(String(file.place[..<slash])) }
        unlink(file.place)
        try Disk.linkOrCopy(file.source, to: file.place)
    }
}
