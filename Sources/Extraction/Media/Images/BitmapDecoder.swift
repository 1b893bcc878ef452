import NearestCore

/// BMP as Windows writes it: 1, 4, 8, 24 and 32 bits a pixel, uncompressed (`BI_RGB`, and `BI_BITFIELDS` with the
/// usual masks). Read here, since libvips would hand such a file to ImageMagick, which is not let near files.
///
///     0  "BM"  size  0  start of the pixels
///    14  header: its size, width, height (negative: from the top), planes, bits, compression, …
///        palette: blue, green, red, 0 for each colour
///        rows, each padded to four bytes, from the bottom
struct BitmapDecoder {
    private let bytes: [UInt8]
    let width: Int
    let height: Int
    private let isFromTop: Bool
    private let bits: Int
    private let start: Int
    private let palette: [(red: UInt8, green: UInt8, blue: UInt8)]

    /// Whether a file begins as such a picture: two letters would be little to go by.
    static func recognises(_ head: [UInt8]) -> Bool {
        guard head.count >= 26, head.starts(with: "BM".utf8) else { return false }
        let isReserved = head[6..<10].allSatisfy { $0 == 0 }
        return isReserved && [12, 40, 52, 56, 64, 108, 124].contains(number(head, at: 14, bytes: 4) ?? 0)
    }

    /// - Returns: nil for a header that makes no sense or names a way of packing that is not read.
    init?(_ bytes: [UInt8]) {
        func field(_ place: Int, _ count: Int) -> Int? { Self.number(bytes, at: place, bytes: count) }
        guard Self.recognises(bytes), let start = field(10, 4), let headerSize = field(14, 4) else { return nil }
        let isOld = headerSize == 12
        guard let width = isOld ? field(18, 2) : field(18, 4), let rows = isOld ? field(20, 2) : field(22, 4),
            let bits = isOld ? field(24, 2) : field(28, 2)
        else { return nil }
        let packing = isOld ? 0 : field(30, 4) ?? -1
        let height = isOld ? rows : abs(Int(Int32(truncatingIfNeeded: rows)))
        guard width > 0, width <= 1 << 20, height > 0, height <= 1 << 20, [1, 4, 8, 24, 32].contains(bits),
            packing == 0 || packing == 3 && bits == 32 && Self.hasUsualMasks(bytes)
        else { return nil }
        self.bytes = bytes
        self.width = width
        self.height = height
        self.bits = bits
        self.start = start
        isFromTop = !isOld && Int32(truncatingIfNeeded: rows) < 0
        palette = bits > 8 ? [] : Self.palette(bytes, after: headerSize, bits: bits)
    }

    /// The colours, three values a pixel from the top; nil when the file ends before the picture does.
    func colours() -> [UInt8]? {
        let stride = (width * bits + 31) / 32 * 4
        guard start >= 26, start <= bytes.count,
            bytes.count - start >= stride * (height - 1) + (width * bits + 7) / 8
        else { return nil }
        return [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, done in
            for row in 0..<height {
                let line = start + (isFromTop ? row : height - 1 - row) * stride
                for column in 0..<width {
                    let colour = colour(line, column)
                    let place = (row * width + column) * 3
                    pixels[place] = colour.red
                    pixels[place + 1] = colour.green
                    pixels[place + 2] = colour.blue
                }
            }
            done = width * height * 3
        }
    }

    private func colour(_ line: Int, _ column: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
        if bits >= 24 {
            let place = line + column * bits / 8
            return (bytes[place + 2], bytes[place + 1], bytes[place])
        }
        let shift = 8 - bits - column * bits % 8
        let index = Int(bytes[line + column * bits / 8]) >> shift & (1 << bits - 1)
        return index < palette.count ? palette[index] : (0, 0, 0)
    }

    private static func palette(
        _ bytes: [UInt8], after headerSize: Int, bits: Int
    ) -> [(red: UInt8, green: UInt8, blue: UInt8)] {
        let isOld = headerSize == 12
        let named = isOld ? 0 : number(bytes, at: 46, bytes: 4) ?? 0
        let count = named > 0 ? min(named, 1 << bits) : 1 << bits
        let size = isOld ? 3 : 4
        return (0..<count).compactMap { index in
            let place = 14 + headerSize + index * size
            guard place + 2 < bytes.count else { return nil }
            return (bytes[place + 2], bytes[place + 1], bytes[place])
        }
    }

    /// Whether red, green and blue lie as they do without masks.
    private static func hasUsualMasks(_ bytes: [UInt8]) -> Bool {
        [0xFF_0000, 0xFF00, 0xFF].enumerated().allSatisfy { number(bytes, at: 54 + $0 * 4, bytes: 4) == $1 }
    }

    /// A number without a sign, lowest byte first; nil past the end.
    private static func number(_ bytes: [UInt8], at place: Int, bytes count: Int) -> Int? {
        guard place + count <= bytes.count else { return nil }
        return (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
}
