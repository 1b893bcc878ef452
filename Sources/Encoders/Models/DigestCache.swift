import Crypto
import Glibc
import Inference
import NearestCore

/// SHA-256 of large files, remembered by the file's identity so that no start reads 90 MB again.
///
/// One small file a digest in `$XDG_CACHE_HOME/nearest/digests`, named after path, size, time and inode and
/// holding 64 hexadecimal digits. Without a folder to write to, digests are computed anew.
struct DigestCache {
    let folder: String?

    static let standard = DigestCache(folder: (try? UserFolders.cache()).map { $0 + "/digests" })

    /// - Throws: `NearestError(.system)` when the file cannot be read.
    func digest(of path: String) throws -> String {
        guard let stamp = FileStamp(path: path) else {
            throw NearestError(.brokenModel, path, "the file is missing", remedy: "Fetch the model again.")
        }
        let key = ContentDigest(bytes: SHA256.hash(data: Array("\(path)\n\(stamp.text)".utf8))).hexadecimal
        let note = folder.map { "\($0)/\(key)" }
        if let note, let known = try? Disk.read(note), known.count == 64 {
            return String(decoding: known, as: UTF8.self)
        }
        var hash = SHA256()
        try Disk.forEachPiece(of: path) { hash.update(bufferPointer: $0) }
        let digest = ContentDigest(bytes: hash.finalize()).hexadecimal
        if let folder, let note {
            try? Disk.makeFolder(folder)
            try? Disk.writeAtomically(Array(digest.utf8), to: note)
        }
        return digest
    }
}
