import CLibArchive
import FileAccess
import Glibc
import NearestCore

/// One pass over the members of a ZIP archive, through libarchive.
///
/// A file whose directory was cut off is walked all the same, by the headers in front of each member: what stands
/// before the cut can be saved. Members are only ever read into memory.
final class ArchiveWalk {
    /// Members whose names lead out of the archive; they are passed over.
    private(set) var climbing: [String] = []
    /// Whether it ended because the archive is too large, and would so again.
    private(set) var isOverLimit = false

    private let handle: OpaquePointer
    private let input: Input
    private let source: SourceFile
    private let limits: ArchiveLimits
    private var members = 0
    private var unpacked = 0

    /// - Throws: `NearestError.unreadable` when the file is no ZIP archive.
    init(_ source: SourceFile, limits: ArchiveLimits = ArchiveLimits()) throws {
        self.source = source
        self.limits = limits
        input = try Input(source)
        guard let handle = archive_read_new() else {
            throw NearestError(.system, source.subject, "there is no memory left to open it with")
        }
        self.handle = handle
        archive_read_support_format_zip(handle)
        if Self.inUTF8({ input.open(handle) }) != ARCHIVE_OK { throw damaged() }
    }

    deinit {
        archive_read_free(handle)
    }

    /// Whether the archive's directory is there, which stands at its end.
    var hasDirectory: Bool { input.hasDirectory }

    /// The next member that is a file inside the archive; nil behind the last one.
    ///
    /// - Throws: `NearestError.unreadable` for damage and for too many members; `CancellationError`.
    func next() throws -> ArchiveMember? {
        while true {
            try source.cancellation.check()
            var entry: OpaquePointer?
            let status = Self.inUTF8 { archive_read_next_header(handle, &entry) }
            if status == ARCHIVE_EOF { return nil }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw damaged() }
            members += 1
            if members > limits.members { throw overLimit("holds more than \(limits.members) members") }
            guard let name = Self.name(of: entry), !name.hasSuffix("/") else { continue }
            guard ArchiveMember.isInside(name) else {
                climbing.append(name)
                continue
            }
            let size = archive_entry_size_is_set(entry) != 0 ? Int(clamping: archive_entry_size(entry)) : nil
            return ArchiveMember(name: name, size: size, isEncrypted: archive_entry_is_encrypted(entry) != 0)
        }
    }

    /// The next bytes of the member under way.
    ///
    /// - Returns: how many there are; 0 at its end.
    /// - Throws: `NearestError.unreadable` for damage, and when more comes out than the limits allow.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try source.cancellation.check()
        let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
        if count < 0 { throw damaged() }
        unpacked += count
        let isBomb =
            unpacked > limits.bytesBeforeRatio && unpacked / limits.ratio > max(input.size, 1)
        if isBomb || unpacked > limits.totalBytes {
            throw overLimit("unpacks to more than a document of its size can hold")
        }
        return count
    }

    /// The whole of the member under way.
    ///
    /// - Throws: as `read(into:)`, and when it is larger than a member may be.
    func bytes() throws -> [UInt8] {
        var result: [UInt8] = []
        while true {
            let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
                filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if chunk.isEmpty { return result }
            result.append(contentsOf: chunk)
            if result.count > limits.memberBytes {
                throw overLimit("holds a member of more than \(limits.memberBytes >> 20) MiB")
            }
        }
    }

    private func overLimit(_ problem: String) -> NearestError {
        isOverLimit = true
        return source.unreadable(problem)
    }

    private func damaged() -> NearestError {
        let words = archive_error_string(handle).map { String(cString: $0) } ?? ""
        if words.lowercased().contains("passphrase") || words.lowercased().contains("encrypt") {
            return source.unreadable("is encrypted and needs a password")
        }
        let detail = words.isEmpty ? "" : ": \(PlainText.oneLine(words))"
        return source.unreadable("is damaged or cut short\(detail)")
    }

    /// What the library reads from, held for as long as it does.
    private final class Input {
        private let file: RegularFile?
        private let descriptor: Int32?
        private let bytes: UnsafeMutableRawBufferPointer
        let size: Int

        init(_ source: SourceFile) throws {
            if let content = source.content {
                file = nil
                descriptor = nil
                bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 1)
                bytes.copyBytes(from: content)
                size = content.count
            } else {
                let opened = try source.open()
                size = Int(clamping: opened.size)
                descriptor = opened.descriptor
                file = consume opened
                bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            }
        }

        deinit {
            bytes.deallocate()
        }

        /// The record that ends the directory may have a remark of 64 KiB behind it.
        var hasDirectory: Bool {
            let length = min(size, 22 + 0xFFFF)
            var tail = [UInt8](repeating: 0, count: length)
            if let descriptor {
                tail.withUnsafeMutableBytes { _ = pread(descriptor, $0.baseAddress, length, off_t(size - length)) }
            } else {
                tail = Array(bytes[(size - length)...])
            }
            return tail[...].contains(sequence: "PK\u{5}\u{6}")
        }

        func open(_ handle: OpaquePointer) -> Int32 {
            if let descriptor { return archive_read_open_fd(handle, descriptor, 1 << 16) }
            return archive_read_open_memory(handle, bytes.baseAddress, bytes.count)
        }
    }

    private static func name(of entry: OpaquePointer) -> String? {
        if let name = archive_entry_pathname_utf8(entry) { return String(cString: name) }
        return archive_entry_pathname(entry).map { String(cString: $0) }
    }

    /// libarchive brings names into the encoding of the thread's locale, which may be that of no language.
    private static func inUTF8(_ body: () -> Int32) -> Int32 {
        guard let locale = newlocale(Int32(LC_CTYPE_MASK), "C.UTF-8", nil) else { return body() }
        let before = uselocale(locale)
        defer {
            uselocale(before)
            freelocale(locale)
        }
        return body()
    }
}
