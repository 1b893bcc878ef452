import NearestCore

/// Where the files in a zip archive lie, of those that are stored as they are.
///
///     ┌──────────────┬───────┬──────────────┬───────┬───┬───────────┬────────────┐
///     │ local header │ bytes │ local header │ bytes │ … │ directory │ end record │
///     └──────────────┴───────┴──────────────┴───────┴───┴───────────┴────────────┘
///
/// After PKWARE's APPNOTE 6.3, with the fields of 64 bits that large archives need.
struct ZipDirectory {
    struct Entry {
        var offset: Int
        var byteCount: Int
    }

    private(set) var entries: [String: Entry] = [:]

    private static let largestDirectory = 256 << 20

    /// - Throws: `NearestError(.brokenModel)` for what is no archive, or was cut short.
    init(_ file: RandomAccessFile) throws {
        let broken = NearestError(
            .brokenModel, file.path, "it is no whole zip archive; it may have been cut short",
            remedy: "Fetch the model again.")
        let tailStart = max(0, file.byteCount - 66_000)
        let tail = try file.read(tailStart, file.byteCount - tailStart)
        guard let end = Self.lastSignature([0x50, 0x4B, 5, 6], in: tail),
            var size = LittleEndian.integer(tail, end + 12, 4), var start = LittleEndian.integer(tail, end + 16, 4)
        else { throw broken }
        // The locator of the larger record stands right before.
        if end >= 20, tail[(end - 20)..<(end - 16)].elementsEqual([0x50, 0x4B, 6, 7]) {
            guard let place = LittleEndian.integer(tail, end - 12, 8), case let record = try file.read(place, 56),
                record[..<4].elementsEqual([0x50, 0x4B, 6, 6]),
                let wideSize = LittleEndian.integer(record, 40, 8),
                let wideStart = LittleEndian.integer(record, 48, 8)
            else { throw broken }
            size = wideSize
            start = wideStart
        }
        guard size <= Self.largestDirectory else { throw broken }
        let directory = try file.read(start, size)
        var place = 0
        while place < directory.count {
            guard let length = try read(directory, place, file) else { throw broken }
            place += length
        }
    }

    /// Reads one entry of the directory.
    ///
    /// - Returns: its length in bytes; nil where it is none.
    private mutating func read(_ directory: [UInt8], _ place: Int, _ file: RandomAccessFile) throws -> Int? {
        func number(_ offset: Int, _ count: Int) -> Int? { LittleEndian.integer(directory, place + offset, count) }
        guard number(0, 4) == 0x0201_4B50, let method = number(10, 2), var size = number(24, 4),
            let nameLength = number(28, 2), let extraLength = number(30, 2), let commentLength = number(32, 2),
            var header = number(42, 4), place + 46 + nameLength + extraLength + commentLength <= directory.count
        else { return nil }
        let nameStart = place + 46
        let name = String(decoding: directory[nameStart..<nameStart + nameLength], as: UTF8.self)
        let extra = directory[(nameStart + nameLength)..<(nameStart + nameLength + extraLength)]
        guard let packed = number(20, 4), Self.widen(&size, &header, packed: packed, extra) else { return nil }
        guard method == 0 else {
            throw NearestError(
                .brokenModel, file.path, "its part \(name) is compressed, which PyTorch never does",
                remedy: "Fetch the model again.")
        }
        let local = try file.read(header, 30)
        guard local[..<4].elementsEqual([0x50, 0x4B, 3, 4]), let localName = LittleEndian.integer(local, 26, 2),
            let localExtra = LittleEndian.integer(local, 28, 2)
        else { return nil }
        let offset = header + 30 + localName + localExtra
        guard size <= file.byteCount - offset else { return nil }
        entries[name] = Entry(offset: offset, byteCount: size)
        return 46 + nameLength + extraLength + commentLength
    }

    /// Takes the fields of 64 bits where those of 32 are full.
    private static func widen(
        _ size: inout Int, _ header: inout Int, packed: Int, _ extra: ArraySlice<UInt8>
    ) -> Bool {
        let full = 0xFFFF_FFFF
        guard size == full || header == full else { return true }
        var place = 0
        while let kind = LittleEndian.integer(extra, place, 2),
            let length = LittleEndian.integer(extra, place + 2, 2)
        {
            if kind == 1 {
                var field = place + 4
                func next() -> Int? {
                    defer { field += 8 }
                    return LittleEndian.integer(extra, field, 8)
                }
                if size == full {
                    guard let wide = next() else { return false }
                    size = wide
                }
                if packed == full { field += 8 }
                if header == full {
                    guard let wide = next() else { return false }
                    header = wide
                }
                return true
            }
            place += 4 + length
        }
        return false
    }

    private static func lastSignature(_ signature: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        return (0...(bytes.count - 22)).last { bytes[$0..<$0 + 4].elementsEqual(signature) }
    }
}
