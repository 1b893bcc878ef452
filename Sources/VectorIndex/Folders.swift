import Glibc
import NearestCore

/// Folders that survive a power cut.
enum Folders {
    /// Makes the folder and those above it, and brings each new name to the disk.
    static func create(_ path: String, calls: DiskCalls) throws {
        if access(path, F_OK) == 0 { return }
        let parent = parent(of: path)
        if parent != path { try create(parent, calls: calls) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw NearestError.refused(path, "could not be made", errno)
        }
        try DiskFile(path: parent, flags: O_RDONLY | O_DIRECTORY).synchronise(calls: calls)
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
