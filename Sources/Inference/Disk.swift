import Glibc
import NearestCore

/// The few calls of the file system that models and caches need, on absolute paths.
package enum Disk {
    /// The names in a folder, sorted; none where there is no such folder.
    package static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The whole content of a file.
    ///
    /// - Throws: `NearestError(.system)` that names the file.
    package static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        try read(descriptor, path) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The first `count` bytes of a file; all of a shorter one.
    package static func read(_ path: String, upTo count: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(descriptor) }
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: done), count - done)
                if got == 0 { return }
                if got < 0 && errno != EINTR { throw failure(path, "cannot be read") }
                done += max(0, got)
            }
        }
    }

    /// Hands a file's content on piece by piece.
    package static func forEachPiece(of path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(descriptor) }
        try read(descriptor, path, body)
    }

    /// Replaces `path` by a file of `bytes` in one step, so that no reader ever sees half of it.
    package static func writeAtomically(_ bytes: [UInt8], to path: String) throws {
        let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(temporary, "cannot be written") }
        let written = bytes.withUnsafeBytes { writeAll(descriptor, $0) }
        guard close(descriptor) == 0, written, rename(temporary, path) == 0 else {
            let error = failure(path, "cannot be written")
            unlink(temporary)
            throw error
        }
    }

    /// Gives the file at `source` a second name: a hard link where the file system allows it, else a copy.
    static func linkOrCopy(_ source: String, to path: String) throws {
        // A model folder of Hugging Face's cache holds symbolic links; the link must be to their target.
        if linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path, "cannot be written") }
        var isWritten = true
        try forEachPiece(of: source) { isWritten = isWritten && writeAll(descriptor, $0) }
        guard close(descriptor) == 0, isWritten else { throw failure(path, "cannot be written") }
    }

    /// Removes a folder and the files in it; what cannot be removed stays.
    static func removeFolder(_ path: String) {
        for name in names(in: path) { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Makes a folder and those above it; an existing one is fine.
    package static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o755) == 0 || FileStamp(path: path)?.isFolder == true { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure(path, "the folder cannot be made")
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw failure(path, "the folder cannot be made")
        }
    }

    /// The path without symbolic links and `..`; nil where nothing is there.
    package static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// A folder among the temporary ones that only this user can enter.
    package static func privateTemporaryFolder() throws -> String {
        let folder = (UserFolders.environment("TMPDIR") ?? "/tmp") + "/nearest-\(getuid())"
        var status = stat()
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST, lstat(folder, &status) == 0,
            status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(), status.st_mode & 0o022 == 0
        else { throw failure(folder, "is not a folder of this user's own") }
        return folder
    }

    static func failure(_ path: String, _ problem: String) -> NearestError {
        NearestError(.system, path, "\(problem): \(String(cString: strerror(errno)))")
    }

    private static func read(
        _ descriptor: Int32, _ path: String, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws {
        try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count > 0 {
                    body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                } else if count == 0 {
                    return
                } else if errno != EINTR {
                    throw failure(path, "cannot be read")
                }
            }
        }
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0 && errno != EINTR { return false }
            done += max(0, count)
        }
        return true
    }
}
