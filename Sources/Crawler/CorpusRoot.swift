import Glibc
import NearestCore

/// The corpus folder, open, so that everything below it is named relative to one descriptor.
struct CorpusRoot: ~Copyable {
    let descriptor: Int32
    /// Without symbolic links.
    private let realPath: [UInt8]

    init(at path: [UInt8]) throws {
        let subject = PlainText.visible(String(decoding: path, as: UTF8.self))
        guard let resolved = Self.resolve(path) else { throw Self.refusal(errno, subject) }
        let opened = open(cString(resolved), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if opened < 0 { throw Self.refusal(errno, subject) }
        realPath = resolved
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Where a symbolic link leads.
    ///
    /// - Returns: nil when it leads out of the corpus, into an index, or nowhere.
    func target(ofLink path: [UInt8]) -> stat? {
        let prefix = realPath == [UInt8(ascii: "/")] ? realPath : realPath + [UInt8(ascii: "/")]
        guard let target = Self.resolve(prefix + path) else { return nil }
        guard target.starts(with: prefix) || target == realPath else { return nil }
        let components = target.dropFirst(prefix.count).split(separator: UInt8(ascii: "/"))
        if components.contains(where: { $0.elementsEqual(".nearest".utf8) }) { return nil }
        var status = stat()
        return stat(cString(target), &status) == 0 ? status : nil
    }

    private static func resolve(_ path: [UInt8]) -> [UInt8]? {
        guard let resolved = realpath(cString(path), nil) else { return nil }
        defer { free(resolved) }
        return Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }

    private static func refusal(_ number: Int32, _ subject: String) -> NearestError {
        switch number {
        case ENOENT: NearestError(.system, subject, "there is no such folder")
        case ENOTDIR: NearestError(.system, subject, "is not a folder")
        case EACCES: NearestError(.system, subject, "no permission to read the folder")
        default: NearestError(.system, subject, String(cString: strerror(number)))
        }
    }
}

/// `bytes` with the zero that C ends strings with.
func cString(_ bytes: [UInt8]) -> [CChar] {
    bytes.map { CChar(bitPattern: $0) } + [0]
}
