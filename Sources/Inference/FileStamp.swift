import Glibc
import NearestCore

/// What tells cheaply that a file is still the one that was looked at before.
package struct FileStamp: Hashable, Sendable {
    package var device: UInt64
    package var inode: UInt64
    package var byteCount: Int
    package var modifiedSeconds: Int
    package var modifiedNanoseconds: Int
    package var isFolder: Bool

    /// - Returns: nil where nothing is at `path`; symbolic links are followed.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        byteCount = Int(status.st_size)
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }

    /// How many words `text` has.
    static let fieldCount = 4

    /// One line that differs when the stamp does.
    package var text: String {
        "\(device) \(inode) \(byteCount) \(modifiedSeconds).\(modifiedNanoseconds)"
    }
}
