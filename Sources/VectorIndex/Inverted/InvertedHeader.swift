import NearestCore

/// The first page of the file `inverted`.
///
///      0  magic           "NEARIVF" and a zero byte
///      8  UInt32          format version, now 2
///     12  UInt32          0x01020304
///     16  UInt32          dimensions
///     20  UInt32          width of a code in bits
///     24  UInt32          lists
///     28  UInt32          groups of codes
///     32  UInt64          rows that are in lists, from the folder's first
///     40  UInt32          the checksum that the vector file has for the last of them
///     44  UInt32          CRC-32C of everything between this page and the codes
///     48  UInt64          median time of a search by flat codes in nanoseconds, 0 where it was not measured
///     56  UInt64          the same by the lists that the recall wanted by default needs
///     64  UInt32          which lists come first: see `ListRanking`
///     68  UInt32          measured recalls: how many entries follow
///     72  entries         UInt32 lists looked into, f32 recall of 10 neighbours, f32 recall of 100
///      …                  zeros
///   4092  UInt32          CRC-32C of all bytes before
struct InvertedHeader: Hashable, Sendable {
    static let version: UInt32 = 2
    private static let magic = Array("NEARIVF\0".utf8)
    private static let endiannessMark: UInt32 = 0x0102_0304
    private static let checksumOffset = InvertedLayout.headerBytes - 4
    private static let tuningOffset = 72
    private static let entryBytes = 12

    var dimensions: Int
    var layout: InvertedLayout
    /// From the folder's first on; a multiple of the rows of a group.
    var rows: Int
    /// Ties the lists to these rows and no others.
    var lastRowChecksum: UInt32
    var tablesChecksum: UInt32
    var ranking: ListRanking
    var tuning: InvertedTuning

    init(
        dimensions: Int, layout: InvertedLayout, rows: Int, lastRowChecksum: UInt32, tablesChecksum: UInt32,
        ranking: ListRanking, tuning: InvertedTuning
    ) {
        self.dimensions = dimensions
        self.layout = layout
        self.rows = rows
        self.lastRowChecksum = lastRowChecksum
        self.tablesChecksum = tablesChecksum
        self.ranking = ranking
        self.tuning = tuning
    }

    /// The page's 4,096 bytes.
    func encoded() -> [UInt8] {
        var page = Self.magic
        func put(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { page.append(contentsOf: $0) }
        }
        for number in [
            Self.version, Self.endiannessMark, UInt32(dimensions), UInt32(layout.width), UInt32(layout.lists),
            UInt32(layout.groups),
        ] { put(number) }
        put(UInt64(rows))
        put(lastRowChecksum)
        put(tablesChecksum)
        put(tuning.flatNanoseconds)
        put(tuning.probingNanoseconds)
        put(ranking.rawValue)
        put(UInt32(tuning.entries.count))
        for entry in tuning.entries {
            put(UInt32(entry.lists))
            put(entry.recallOf10.bitPattern)
            put(entry.recallOf100.bitPattern)
        }
        page += [UInt8](repeating: 0, count: Self.checksumOffset - page.count)
        put(page.withUnsafeBytes { Checksum.crc32c($0) })
        return page
    }

    /// Whether the page is whole, and of a version that this program no longer reads.
    static func isOutdated(page: [UInt8]) -> Bool {
        guard page.count == InvertedLayout.headerBytes, page.starts(with: magic) else { return false }
        return page.withUnsafeBytes { page in
            func number(_ offset: Int) -> UInt32 {
                UInt32(littleEndian: page.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            }
            return number(8) < version
                && number(checksumOffset) == Checksum.crc32c(.init(rebasing: page[..<checksumOffset]))
        }
    }

    /// nil when the page is not one that this program wrote, or is damaged.
    init?(page: [UInt8]) {
        guard page.count == InvertedLayout.headerBytes, page.starts(with: Self.magic) else { return nil }
        func number<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type) -> Value {
            page.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self)) }
        }
        let checksum = page.withUnsafeBytes { Checksum.crc32c(.init(rebasing: $0[..<Self.checksumOffset])) }
        let dimensions = Int(number(16, UInt32.self))
        let width = Int(number(20, UInt32.self))
        let rows = number(32, UInt64.self)
        let entries = Int(number(68, UInt32.self))
        guard number(Self.checksumOffset, UInt32.self) == checksum, number(8, UInt32.self) == Self.version,
            number(12, UInt32.self) == Self.endiannessMark, VectorLayout.dimensionRange.contains(dimensions),
            width == (dimensions + 63) / 64 * 64, (1..<1 << 32).contains(rows), number(24, UInt32.self) > 0,
            let ranking = ListRanking(rawValue: number(64, UInt32.self)),
            entries <= (Self.checksumOffset - Self.tuningOffset) / Self.entryBytes
        else { return nil }
        let tuning = InvertedTuning(
            entries: (0..<entries).map { index in
                let place = Self.tuningOffset + index * Self.entryBytes
                return InvertedTuning.Entry(
                    lists: Int(number(place, UInt32.self)),
                    recallOf10: Float(bitPattern: number(place + 4, UInt32.self)),
                    recallOf100: Float(bitPattern: number(place + 8, UInt32.self)))
            }, flatNanoseconds: number(48, UInt64.self), probingNanoseconds: number(56, UInt64.self))
        self.init(
            dimensions: dimensions,
            layout: InvertedLayout(
                lists: Int(number(24, UInt32.self)), width: width, groups: Int(number(28, UInt32.self))),
            rows: Int(rows), lastRowChecksum: number(40, UInt32.self), tablesChecksum: number(44, UInt32.self),
            ranking: ranking, tuning: tuning)
    }
}
