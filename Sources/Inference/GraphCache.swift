import Crypto
import Glibc
import NearestCore

/// A folder that keeps graphs and what OpenVINO compiled from them.
///
///     FOLDER/<digest>/graph.onnx         the serialised graph
///     FOLDER/<digest>/sources            path and identity of each file of weights, a line each
///     FOLDER/<digest>/lock               held while one process compiles
///     FOLDER/<digest>/weights-0          the first file of weights, only while one process compiles
///     FOLDER/<digest>/*.blob             OpenVINO's compiled form, weights included
///
/// A network that lies in a file of its own has an entry without `graph.onnx`; its `sources` name that file too.
///
/// The digest covers the graph, the settings it is compiled with and the identity of its weight files, so a
/// changed model gets a new entry and an entry never changes its meaning. The models' own folders are only read.
package struct GraphCache: Sendable {
    private let folder: @Sendable () throws -> String

    package init(folder: String) {
        self.folder = { folder }
    }

    private init(_ folder: @escaping @Sendable () throws -> String) {
        self.folder = folder
    }

    /// `$XDG_CACHE_HOME/nearest/openvino`; where that cannot be written, a folder of this user among the
    /// temporary ones.
    package static let standard = GraphCache {
        let folder = try UserFolders.cache() + "/openvino"
        if (try? Disk.makeFolder(folder)) != nil && access(folder, W_OK) == 0 { return folder }
        return try Disk.privateTemporaryFolder() + "/openvino"
    }

    /// The graph's entry, written where it is not there yet.
    ///
    /// - Parameter settings: what the graph is compiled with; each gets an entry of its own.
    /// - Throws: `NearestError(.brokenModel)` when a file of weights is gone, `.system` when nothing can be
    ///   written.
    func entry(for graph: OnnxGraph, settings: String) throws -> GraphCacheEntry {
        let bytes = try graph.serialized()
        let sources = try graph.weightFiles.map(Self.source).joined()
        var hash = SHA256()
        hash.update(data: bytes)
        hash.update(data: Array("\(settings)\n\(sources)".utf8))
        let folder = try folder()
        let place = "\(folder)/\(ContentDigest(bytes: hash.finalize()).hexadecimal)"
        let entry = GraphCacheEntry(
            folder: place, graphFile: place + "/graph.onnx",
            weights: graph.weightFiles.enumerated().map { index, file in
                .init(source: file, place: "\(place)/\(OnnxGraph.weightsLocation(index))")
            })
        if FileStamp(path: entry.graphFile) == nil {
            removeStaleEntries(in: folder)
            try Disk.makeFolder(entry.folder)
            try Disk.writeAtomically(Array(sources.utf8), to: entry.folder + "/sources")
            // Last, since its presence says that the entry is whole.
            try Disk.writeAtomically(bytes, to: entry.graphFile)
        }
        return entry
    }

    /// The entry of a network that lies in a file of its own.
    ///
    /// The network is compiled where it lies. Only where its files are symbolic links into other folders, as in
    /// Hugging Face's cache, do they get second names in the entry, since OpenVINO follows no such link.
    ///
    /// - Parameters:
    ///   - file: the network.
    ///   - companions: its files of weights, in its folder or below it.
    /// - Throws: as above.
    func entry(forNetwork file: String, companions: [String], settings: String) throws -> GraphCacheEntry {
        let files = [file] + companions
        let sources = try files.map(Self.source).joined()
        var hash = SHA256()
        hash.update(data: Array("network\n\(settings)\n\(sources)".utf8))
        let folder = try folder()
        let place = "\(folder)/\(ContentDigest(bytes: hash.finalize()).hexadecimal)"
        let entry = Self.entry(file, companions, in: place)
        let isNew = FileStamp(path: place + "/sources") == nil
        if isNew { removeStaleEntries(in: folder) }
        try Disk.makeFolder(place)
        if entry.graphFile != file, FileStamp(path: entry.graphFile) == nil {
            try GraphCacheEntry.put(.init(source: file, place: entry.graphFile))
        }
        if isNew { try Disk.writeAtomically(Array(sources.utf8), to: place + "/sources") }
        return entry
    }

    private static func entry(_ file: String, _ companions: [String], in place: String) -> GraphCacheEntry {
        let home = file.lastIndex(of: "/").map { file[...$0] } ?? ""
        let leadsAway = companions.contains { companion in
            guard let target = Disk.canonical(companion), let own = Disk.canonical(String(home)) else {
                return true
            }
            return !target.hasPrefix(own + "/")
        }
        guard leadsAway else { return GraphCacheEntry(folder: place, graphFile: file, weights: []) }
        return GraphCacheEntry(
            folder: place, graphFile: "\(place)/\(file.dropFirst(home.count))",
            weights: companions.map { .init(source: $0, place: "\(place)/\($0.dropFirst(home.count))") })
    }

    /// One line that says which file is meant, and that it is still the same.
    private static func source(_ path: String) throws -> String {
        guard let stamp = FileStamp(path: path) else {
            throw NearestError(.brokenModel, path, "the file of weights is gone")
        }
        return "\(stamp.text) \(path)\n"
    }

    /// Frees what can never be read again: compiled forms are as large as their models.
    private func removeStaleEntries(in folder: String) {
        for name in Disk.names(in: folder) {
            guard let bytes = try? Disk.read("\(folder)/\(name)/sources") else { continue }
            let sources = String(decoding: bytes, as: UTF8.self)
            let paths = sources.split(separator: "\n").map { line in
                line.split(separator: " ", maxSplits: FileStamp.fieldCount).last.map(String.init) ?? ""
            }
            let present = (try? paths.map(Self.source).joined()) ?? ""
            if present != sources { Disk.removeFolder("\(folder)/\(name)") }
        }
    }
}
