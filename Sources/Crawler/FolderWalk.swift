import Glibc
import NearestCore

/// The state of one crawl: what was found and which folders are still to be read.
///
/// Folders wait in a list instead of on the call stack, and each is opened for itself, so neither the stack nor
/// the descriptors limit how deep a corpus may be. Links to folders wait until every real folder was read, so
/// that a file has its real path wherever it has one.
struct FolderWalk {
    private(set) var crawl = Crawl()
    private let excludes: IgnoreList
    private var folders: [Pending]
    private var links: [Pending] = []
    private var current: Pending?
    private var visited: Set<FolderIdentity> = []

    private struct Pending {
        let path: CorpusPath
        let scope: IgnoreScope
        let isLink: Bool
    }

    private struct FolderIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    init(excludes: IgnoreList) {
        self.excludes = excludes
        folders = [Pending(path: .root, scope: IgnoreScope([], parent: nil), isLink: false)]
    }

    /// The folder to read next; nil when all were read.
    mutating func nextFolder() -> CorpusPath? {
        current = folders.popLast() ?? (links.isEmpty ? nil : links.removeFirst())
        return current?.path
    }

    /// What was found, in order.
    consuming func finished() -> Crawl {
        crawl.files.sort { $0.path < $1.path }
        crawl.failures.sort { $0.path < $1.path }
        crawl.unreadFolders.sort()
        return crawl
    }

    /// Adds what the folder that `nextFolder` named holds.
    mutating func read(_ path: CorpusPath, of root: borrowing CorpusRoot, cancellation: Cancellation) throws {
        guard let pending = current, pending.path == path else { return }
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (pending.isLink ? 0 : O_NOFOLLOW)
        let name = path == .root ? [UInt8(ascii: ".")] : path.bytes
        let descriptor = openat(root.descriptor, cString(name), flags)
        guard descriptor >= 0, let stream = fdopendir(descriptor) else {
            let number = errno
            if descriptor >= 0 { close(descriptor) }
            return try cannotRead(path, number)
        }
        defer { closedir(stream) }
        guard isNew(descriptor) else { return }
        let entries = try list(stream, path, cancellation)
        let scope = scope(in: pending, descriptor, entries)
        for entry in entries where entry.name.first != UInt8(ascii: ".") {
            add(entry, in: pending, scope: scope, descriptor, root)
        }
    }

    private mutating func isNew(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return visited.insert(FolderIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))).inserted
    }

    /// A folder that is absent by now simply has nothing in it; any other refusal is a failure.
    private mutating func cannotRead(_ path: CorpusPath, _ number: Int32) throws {
        let isAbsent = number == ENOENT || number == ENOTDIR || number == ELOOP
        if isAbsent && path != .root { return }
        leaveUnread(path, number)
    }

    private mutating func leaveUnread(_ path: CorpusPath, _ number: Int32) {
        if crawl.unreadFolders.last == path { return }
        crawl.unreadFolders.append(path)
        let reason =
            switch number {
            case EACCES, EPERM: "no permission to read the folder"
            default: "the folder cannot be read: \(String(cString: strerror(number)))"
            }
        crawl.failures.append(CrawlFailure(path: path, reason: reason))
    }

    private struct Entry {
        let name: [UInt8]
        let type: Int
    }

    private mutating func list(
        _ stream: OpaquePointer, _ path: CorpusPath, _ cancellation: Cancellation
    ) throws -> [Entry] {
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        var entries: [Entry] = []
        while true {
            if entries.count % 1024 == 0 { try cancellation.check() }
            errno = 0
            guard let entry = readdir(stream) else { break }
            // An entry is only as long as its name, so the name is read where it lies.
            let name = UnsafeRawPointer(entry) + nameOffset
            let length = strlen(name.assumingMemoryBound(to: CChar.self))
            let bytes = UnsafeRawBufferPointer(start: name, count: length)
            entries.append(Entry(name: Array(bytes), type: Int(entry.pointee.d_type)))
        }
        let number = errno
        if number == ENOENT { return entries }
        if number != 0 { leaveUnread(path, number) }
        return entries
    }
}

// MARK: - Entries

extension FolderWalk {
    private mutating func add(
        _ entry: Entry, in folder: Pending, scope: IgnoreScope, _ descriptor: Int32, _ root: borrowing CorpusRoot
    ) {
        let path = folder.path.appending(entry.name)
        let nameStart = path.bytes.count - entry.name.count
        var type = entry.type
        var status: stat?
        if type == DT_UNKNOWN {
            guard let found = look(at: entry.name, in: folder.path, descriptor) else { return }
            status = found
            type = Self.type(of: found)
        }
        func isIgnored(asFolder: Bool) -> Bool {
            scope.ignores(path.bytes, nameStart: nameStart, isFolder: asFolder, overrides: excludes)
        }
        if isIgnored(asFolder: type == DT_DIR) { return }
        switch type {
        case DT_DIR: folders.append(Pending(path: path, scope: scope, isLink: false))
        case DT_REG:
            if let found = status ?? look(at: entry.name, in: folder.path, descriptor) { add(found, path) }
        case DT_LNK:
            guard let target = root.target(ofLink: path.bytes) else { return }
            if Self.type(of: target) == DT_REG {
                add(target, path)
            } else if Self.type(of: target) == DT_DIR, !isIgnored(asFolder: true) {
                links.append(Pending(path: path, scope: scope, isLink: true))
            }
        default: break
        }
    }

    private mutating func add(_ status: stat, _ path: CorpusPath) {
        let modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        crawl.files.append(FoundFile(path: path, size: Int64(status.st_size), modifiedNanoseconds: modified))
    }

    /// - Returns: nil when the entry is gone, or when it may not be looked at, which is then noted.
    private mutating func look(at name: [UInt8], in folder: CorpusPath, _ descriptor: Int32) -> stat? {
        var status = stat()
        if fstatat(descriptor, cString(name), &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        if errno != ENOENT { leaveUnread(folder, errno) }
        return nil
    }

    private static func type(of status: stat) -> Int {
        switch status.st_mode & S_IFMT {
        case S_IFDIR: Int(DT_DIR)
        case S_IFREG: Int(DT_REG)
        case S_IFLNK: Int(DT_LNK)
        default: Int(DT_UNKNOWN)
        }
    }
}

// MARK: - Ignore files

extension FolderWalk {
    private static let largestIgnoreFile = 4 << 20

    /// The rules inside `folder`: those outside it and its own.
    private mutating func scope(in folder: Pending, _ descriptor: Int32, _ entries: [Entry]) -> IgnoreScope {
        var lists: [IgnoreList] = []
        for name in [".gitignore", ".nearestignore"] {
            guard entries.contains(where: { $0.name.elementsEqual(name.utf8) }) else { continue }
            let content = contentOfIgnoreFile(name, in: folder.path, descriptor)
            let list = IgnoreList(content: content, folder: folder.path.bytes)
            if !list.isEmpty { lists.append(list) }
        }
        return lists.isEmpty ? folder.scope : IgnoreScope(lists, parent: folder.scope)
    }

    /// Rules that cannot be read are noted and taken as none.
    private mutating func contentOfIgnoreFile(_ name: String, in folder: CorpusPath, _ descriptor: Int32) -> [UInt8]
    {
        let path = folder.appending(name.utf8)
        let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard file >= 0 else {
            if errno != ENOENT && errno != ELOOP {
                let reason = "the ignore rules cannot be read: \(String(cString: strerror(errno)))"
                crawl.failures.append(CrawlFailure(path: path, reason: reason))
            }
            return []
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, Self.type(of: status) == DT_REG else { return [] }
        guard status.st_size <= Self.largestIgnoreFile else {
            crawl.failures.append(CrawlFailure(path: path, reason: "the ignore rules are over 4 MiB"))
            return []
        }
        return Self.read(file, status.st_size)
    }

    private static func read(_ file: Int32, _ size: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size, let base = buffer.baseAddress {
                let count = Glibc.read(file, base + filled, size - filled)
                if count > 0 { filled += count } else if count == 0 || errno != EINTR { break }
            }
        }
    }
}
