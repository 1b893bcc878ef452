/// A picture in grey as the netpbm programs write it (PGM): `P5`, width, height and 255 in letters, then the values.
struct GreyMap {
    let width: Int
    let height: Int
    /// `height` × `width`.
    let values: [UInt8]

    /// - Returns: nil for anything else, and for a file that is cut short.
    init?(_ bytes: [UInt8]) {
        var position = 0
        func word() -> String {
            while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
            let start = position
            while position < bytes.count, bytes[position] > 0x20 { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        guard word() == "P5", let width = Int(word()), let height = Int(word()), word() == "255",
            (1...1 << 20).contains(width), (1...1 << 20).contains(height),
            bytes.count - position > width * height
        else { return nil }
        self.width = width
        self.height = height
        values = Array(bytes[position + 1..<position + 1 + width * height])
    }

    /// Whether nothing is on it, as on the back of a page.
    var isBlank: Bool {
        guard let first = values.first else { return true }
        return values.allSatisfy { abs(Int($0) - Int(first)) < 24 }
    }
}
