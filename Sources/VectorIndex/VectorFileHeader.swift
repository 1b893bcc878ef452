import NearestCore

/// The first page of a vector file, which says what the rest is.
///
///      0  magic           "NEARVEC" and a zero byte
///      8  UInt32          format version, 1 or 2
///     12  UInt32          0x01020304, so that a file from a machine of the other byte order is known as such
///     16  UInt32          element type: 1 is f32, 2 is f16
///     20  UInt32          metric: 1 is the inner product, 2 the cosine, 3 the squared Euclidean distance
///     24  UInt32          dimensions
///     28  UInt32          bytes from one row to the next
///     32  UInt32          rows a block
///     36  UInt32          blocks a file
///     40  UInt64          number in the folder of the file's first row
///     48  UInt32          length of the fingerprint in bytes
///     52                  the space's fingerprint, UTF-8
///      …                  zeros
///   4092  UInt32          CRC-32C of all bytes before
///
/// Version 1 knew f32 and the inner product only; what it wrote is read as such. Every later version keeps the page's size, magic, version and checksum where they are, so that an older
/// program tells a newer file from a damaged one.
struct VectorFileHeader: Hashable, Sendable {
    static let version: UInt32 = 2
    static let longestFingerprint = checksumOffset - fingerprintOffset

    private static let magic = Array("NEARVEC\0".utf8)
    private static let endiannessMark: UInt32 = 0x0102_0304
    private static let metrics: [UInt32: Metric] = [1: .innerProduct, 2: .cosine, 3: .l2]
    private static let fingerprintOffset = 52
    private static let checksumOffset = VectorLayout.headerBytes - 4

    var layout: VectorLayout
    var firstRow: Int
    var fingerprint: String

    /// The page's 4,096 bytes.
    func encoded() -> [UInt8] {
        var page = Self.magic
        func put(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { page.append(contentsOf: $0) }
        }
        let fingerprint = Array(fingerprint.utf8)
        let metric = Self.metrics.first { $0.value == layout.metric }?.key ?? 0
        let numbers = [
            Self.version, Self.endiannessMark, layout.element.rawValue, metric, UInt32(layout.dimensions),
            UInt32(layout.stride), UInt32(layout.rowsPerBlock), UInt32(layout.blocksPerFile),
        ]
        for number in numbers { put(number) }
        put(UInt64(firstRow))
        put(UInt32(fingerprint.count))
        page += fingerprint
        page += [UInt8](repeating: 0, count: Self.checksumOffset - page.count)
        put(page.withUnsafeBytes { Checksum.crc32c($0) })
        return page
    }

    /// Reads the page of the file at `path`.
    ///
    /// - Throws: `.newerIndex` for a later version, `.corruptIndex` for anything else that is not a header.
    init(page: [UInt8], path: String, folder: VectorFolder) throws {
        guard page.count == VectorLayout.headerBytes, page.starts(with: Self.magic) else {
            throw folder.damage(path, "this is not a vector file of nearest, or its first page is lost")
        }
        func number(_ offset: Int) -> UInt32 {
            page.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
        }
        let checksum = page.withUnsafeBytes { Checksum.crc32c(.init(rebasing: $0[..<Self.checksumOffset])) }
        guard number(Self.checksumOffset) == checksum else {
            throw folder.damage(path, "its header's checksum does not match")
        }
        guard number(8) <= Self.version else {
            throw NearestError(
                .newerIndex, path, "it has format version \(number(8)), and this program knows \(Self.version)",
                remedy:
                    "Use the version of nearest that wrote it, or delete \(folder.path) and run `nearest index`.")
        }
        guard number(8) >= 1, number(12) == Self.endiannessMark,
            let element = VectorElement(rawValue: number(16)), let metric = Self.metrics[number(20)],
            number(8) > 1 || (element == .f32 && metric == .innerProduct)
        else { throw folder.damage(path, "its header names a kind of file that this machine cannot read") }
        let (dimensions, rowsPerBlock, blocksPerFile) = (Int(number(24)), Int(number(32)), Int(number(36)))
        guard VectorLayout.dimensionRange.contains(dimensions), VectorLayout.blockRange.contains(rowsPerBlock),
            rowsPerBlock % 16 == 0, VectorLayout.blockRange.contains(blocksPerFile)
        else { throw folder.damage(path, "its header gives sizes that cannot be") }
        let layout = VectorLayout(
            dimensions: dimensions, rowsPerBlock: rowsPerBlock, blocksPerFile: blocksPerFile, metric: metric,
            element: element)
        let first = page.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 40, as: UInt64.self))
        }
        let length = Int(number(48))
        guard layout.stride == Int(number(28)), first % UInt64(layout.rowsPerFile) == 0, first < 1 << 48,
            length <= Self.longestFingerprint
        else { throw folder.damage(path, "its header contradicts itself") }
        self.layout = layout
        firstRow = Int(first)
        fingerprint = String(
            decoding: page[Self.fingerprintOffset..<Self.fingerprintOffset + length], as: UTF8.self)
    }

    init(layout: VectorLayout, firstRow: Int, fingerprint: String) {
        self.layout = layout
        self.firstRow = firstRow
        self.fingerprint = fingerprint
    }
}
