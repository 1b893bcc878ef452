/// Writes ZIP archives for tests, also such as no program would write. Members are stored, or are long runs of one
/// byte that deflate to a thousandth.
struct ArchiveBuilder {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: String) {
        add(
            name, packed: Array(content.utf8), size: content.utf8.count, method: 0,
            checksum: Self.checksum(content.utf8))
    }

    mutating func add(_ name: String, bytes: [UInt8]) {
        add(name, packed: bytes, size: bytes.count, method: 0, checksum: Self.checksum(bytes))
    }

    /// A stored member whose checksum is another's.
    mutating func addDamaged(_ name: String, bytes: [UInt8]) {
        add(name, packed: bytes, size: bytes.count, method: 0, checksum: Self.checksum(bytes) ^ 1)
    }

    /// A member that says that it is encrypted.
    mutating func addEncrypted(_ name: String) {
        add(name, packed: Array(repeating: 0x55, count: 40), size: 28, method: 0, checksum: 1, flags: 1)
    }

    /// A member of spaces behind `start`: blocks that repeat the byte before, 258 at a time.
    ///
    /// - Parameter runs: how often 258 spaces come.
    mutating func addSpaces(_ name: String, behind start: String, runs: Int) {
        var bits = BitWriter()
        bits.add(1, 1)
        bits.add(1, 2)
        for byte in Array(start.utf8) + [0x20] { bits.addLiteral(byte) }
        for _ in 0..<runs {
            // Length 258 is code 285 (11000101), distance 1 is code 0.
            bits.addReversed(0b1100_0101, 8)
            bits.addReversed(0, 5)
        }
        bits.addReversed(0, 7)
        let size = start.utf8.count + 1 + 258 * runs
        add(name, packed: bits.finished(), size: size, method: 8, checksum: 0)
    }

    private mutating func add(
        _ name: String, packed: [UInt8], size: Int, method: Int, checksum: UInt32, flags: Int = 0
    ) {
        let start = bytes.count
        let shared =
            Self.number(20, 2) + Self.number(flags, 2) + Self.number(method, 2) + Self.number(0, 4)
            + Self.number(Int(checksum), 4) + Self.number(packed.count, 4) + Self.number(size, 4)
            + Self.number(name.utf8.count, 2) + Self.number(0, 2)
        bytes += Array("PK\u{3}\u{4}".utf8) + shared + Array(name.utf8) + packed
        directory +=
            Array("PK\u{1}\u{2}".utf8) + Self.number(20, 2) + shared + Self.number(0, 10)
            + Self.number(start, 4) + Array(name.utf8)
        count += 1
    }

    func finished() -> [UInt8] {
        bytes + directory + Array("PK\u{5}\u{6}".utf8) + Self.number(0, 4) + Self.number(min(count, 0xFFFF), 2)
            + Self.number(min(count, 0xFFFF), 2) + Self.number(directory.count, 4) + Self.number(bytes.count, 4)
            + Self.number(0, 2)
    }

    private static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 }
    }

    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }

    /// Bits as deflate has them (RFC 1951): numbers from their lowest bit, codes from their highest.
    private struct BitWriter {
        private var bytes: [UInt8] = []
        private var byte: UInt8 = 0
        private var filled = 0

        mutating func add(_ value: Int, _ count: Int) {
            for bit in 0..<count {
                if value >> bit & 1 == 1 { byte |= 1 << UInt8(filled) }
                filled += 1
                if filled == 8 {
                    bytes.append(byte)
                    (byte, filled) = (0, 0)
                }
            }
        }

        mutating func addReversed(_ code: Int, _ count: Int) {
            for bit in (0..<count).reversed() { add(code >> bit & 1, 1) }
        }

        /// The fixed code of a byte below 144.
        mutating func addLiteral(_ byte: UInt8) { addReversed(0x30 + Int(byte), 8) }

        mutating func finished() -> [UInt8] {
            if filled > 0 { add(0, 8 - filled) }
            return bytes
        }
    }
}
