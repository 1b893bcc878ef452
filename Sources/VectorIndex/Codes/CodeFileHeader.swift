import NearestCore

/// The first page of a file of codes.
///
///      0  magic           "NEARCOD" and a zero byte
///      8  UInt32          format version, now 1
///     12  UInt32          0x01020304
///     16  UInt32          dimensions
///     20  UInt32          width of a code in bits
///     24  UInt64          rows that have codes, from the vector file's first
///     32  UInt64          number in the folder of the first of them
///     40  UInt32          the checksum that the vector file has for the last of them
///     44  UInt32          CRC-32C of centre, rotated centre and checksums
///      …                  zeros
///   4092  UInt32          CRC-32C of all bytes before
struct CodeFileHeader: Hashable, Sendable {
    static let version: UInt32 = 1
    private static let magic = Array("NEARCOD\0".utf8)
    private static let endiannessMark: UInt32 = 0x0102_0304
    private static let checksumOffset = CodeFileLayout.headerBytes - 4

    var dimensions: Int
    var layout: CodeFileLayout
    var firstRow: Int
    /// Ties the codes to these rows and no others.
    var lastRowChecksum: UInt32
    var tablesChecksum: UInt32

    init(dimensions: Int, layout: CodeFileLayout, firstRow: Int, lastRowChecksum: UInt32, tablesChecksum: UInt32) {
        self.dimensions = dimensions
        self.layout = layout
        self.firstRow = firstRow
        self.lastRowChecksum = lastRowChecksum
        self.tablesChecksum = tablesChecksum
    }

    /// The page's 4,096 bytes.
    func encoded() -> [UInt8] {
        var page = Self.magic
        func put(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { page.append(contentsOf: $0) }
        }
        for number in [Self.version, Self.endiannessMark, UInt32(dimensions), UInt32(layout.width)] { put(number) }
        put(UInt64(layout.rows))
        put(UInt64(firstRow))
        put(lastRowChecksum)
        put(tablesChecksum)
        page += [UInt8](repeating: 0, count: Self.checksumOffset - page.count)
        put(page.withUnsafeBytes { Checksum.crc32c($0) })
        return page
    }

    /// nil when the page is not one that this program wrote, or is damaged.
    init?(page: [UInt8]) {
        guard page.count == CodeFileLayout.headerBytes, page.starts(with: Self.magic) else { return nil }
        func number<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type) -> Value {
            page.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self)) }
        }
        let checksum = page.withUnsafeBytes { Checksum.crc32c(.init(rebasing: $0[..<Self.checksumOffset])) }
        let rows = number(24, UInt64.self)
        let first = number(32, UInt64.self)
        let dimensions = Int(number(16, UInt32.self))
        let width = Int(number(20, UInt32.self))
        guard number(Self.checksumOffset, UInt32.self) == checksum, number(8, UInt32.self) == Self.version,
            number(12, UInt32.self) == Self.endiannessMark, VectorLayout.dimensionRange.contains(dimensions),
            width == (dimensions + 63) / 64 * 64, (1..<1 << 32).contains(rows), first < 1 << 48
        else { return nil }
        self.init(
            dimensions: dimensions, layout: CodeFileLayout(rows: Int(rows), width: width), firstRow: Int(first),
            lastRowChecksum: number(40, UInt32.self), tablesChecksum: number(44, UInt32.self))
    }
}
