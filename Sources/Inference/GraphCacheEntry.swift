import Glibc
import NearestCore

/// One graph in a `GraphCache`.
struct GraphCacheEntry: Sendable {
    let folder: String
    let weightFiles: [String]

    var graphFile: String { folder + "/graph.onnx" }

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
        let places = weightFiles.indices.map { "\(folder)/\(OnnxGraph.weightsLocation($0))" }
        defer { places.forEach { unlink($0) } }
        for (file, place) in zip(weightFiles, places) {
            unlink(place)
            try Disk.linkOrCopy(file, to: place)
        }
        // Whatever is here was refused, or another library's version wrote it.
        for name in Disk.names(in: folder) where name.hasSuffix(".blob") { unlink("\(folder)/\(name)") }
        return try body()
    }
}
