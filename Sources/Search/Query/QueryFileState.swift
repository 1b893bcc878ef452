import Glibc

/// Which files a query's answer came from: one that was written since is read anew.
struct QueryFileState: Hashable, Sendable {
    private struct One: Hashable {
        var device: UInt64
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private let files: [One?]

    /// - Parameter paths: absolute, as bytes.
    init(of paths: [[UInt8]]) {
        files = paths.map { path in
            var status = stat()
            guard stat(path.map { CChar(bitPattern: $0) } + [0], &status) == 0 else { return nil }
            return One(
                device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
                seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        }
    }
}
