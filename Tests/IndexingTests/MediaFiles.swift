import NearestCore

/// The smallest files of pictures and sounds.
enum MediaFiles {
    /// An uncompressed TIFF, 2 × 2 pixels of one colour.
    static func picture(red: UInt8, green: UInt8 = 0, blue: UInt8 = 0) -> [UInt8] {
        // Tag, type (3 is a short, 4 a long), count and value of each entry; the pixels follow the directory.
        let entries: [(tag: UInt16, type: UInt16, count: UInt32, value: UInt32)] = [
            (256, 3, 1, 2), (257, 3, 1, 2), (258, 3, 3, 8 + 2 + 9 * 12 + 4), (259, 3, 1, 1), (262, 3, 1, 2),
            (273, 4, 1, 8 + 2 + 9 * 12 + 4 + 6), (277, 3, 1, 3), (278, 3, 1, 2), (279, 4, 1, 12),
        ]
        var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0] + little(UInt16(entries.count))
        for entry in entries {
            bytes += little(entry.tag) + little(entry.type) + little(entry.count) + little(entry.value)
        }
        bytes += little(UInt32(0)) + [8, 0, 8, 0, 8, 0]
        return bytes + (0..<4).flatMap { _ in [red, green, blue] }
    }

    /// A WAV of one channel and 16 bits.
    static func sound(seconds: Double, rate: Int) -> [UInt8] {
        let count = Int(seconds * Double(rate))
        let samples = (0..<count).flatMap { little(UInt16(truncatingIfNeeded: $0 * 37 % 20_000)) }
        return Array("RIFF".utf8) + little(UInt32(36 + samples.count)) + Array("WAVEfmt ".utf8)
            + little(UInt32(16)) + little(UInt16(1)) + little(UInt16(1)) + little(UInt32(rate))
            + little(UInt32(rate * 2)) + little(UInt16(2)) + little(UInt16(16)) + Array("data".utf8)
            + little(UInt32(samples.count)) + samples
    }

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
