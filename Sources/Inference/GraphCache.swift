import Crypto
import Glibc
import NearestCore

/// A folder that keeps graphs and what OpenVINO compiled from them.
///
///     FOLDER/<digest>/graph.onnx         the serialised graph
///     FOLDER/<digest>/weights-0          a symbolic link to the first file of weights
///     FOLDER/<digest>/*.blob             OpenVINO's compiled form
///
/// The digest covers the graph and the identity of its weight files (path, size, time, inode), so a changed
/// model gets a new entry and an entry never changes its meaning. The models' own folders are only read.
package struct GraphCache: Sendable {
    package struct Entry: Sendable {
        package let graphFile: String
        /// Where OpenVINO may keep the compiled form.
        package let compiledFolder: String
    }

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

    /// The graph's files, written where they are not there yet.
    ///
    /// - Throws: `NearestError(.brokenModel)` when a file of weights is gone, `.system` when nothing can be
    ///   written.
    package func entry(for graph: OnnxGraph) throws -> Entry {
        let bytes = try graph.serialized()
        let entry = try "\(folder())/\(digest(of: bytes, graph.weightFiles))"
        let graphFile = entry + "/graph.onnx"
        if FileStamp(path: graphFile) == nil {
            try Disk.makeFolder(entry)
            for (index, file) in graph.weightFiles.enumerated() {
                try Disk.linkAtomically("\(entry)/\(OnnxGraph.weightsLocation(index))", to: file)
            }
            // Last, since its presence says that the entry is whole.
            try Disk.writeAtomically(bytes, to: graphFile)
        }
        return Entry(graphFile: graphFile, compiledFolder: entry)
    }

    private func digest(of graph: [UInt8], _ weightFiles: [String]) throws -> String {
        var hash = SHA256()
        hash.update(data: graph)
        for file in weightFiles {
            guard let stamp = FileStamp(path: file) else {
                throw NearestError(.brokenModel, file, "the file of weights is gone")
            }
            hash.update(data: Array("\n\(file)\n\(stamp.text)".utf8))
        }
        return ContentDigest(bytes: hash.finalize()).hexadecimal
    }
}
