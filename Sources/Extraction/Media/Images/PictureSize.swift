/// The size of a picture by the first bytes of its file, without decoding it.
struct PictureSize: Hashable, Sendable {
    /// In pixels, before any turning.
    let width: Int
    let height: Int

    /// - Returns: nil for a format other than PNG, GIF, BMP and JPEG, and for a header that is cut.
    init?(of bytes: [UInt8]) {
        func number(_ place: Int, _ count: Int, littleEndian: Bool) -> Int? {
            guard place >= 0, place + count <= bytes.count else { return nil }
            let digits = bytes[place..<place + count]
            return (littleEndian ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
        }
        let size: (Int?, Int?)
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            size = (number(16, 4, littleEndian: false), number(20, 4, littleEndian: false))
        } else if bytes.starts(with: "GIF8".utf8) {
            size = (number(6, 2, littleEndian: true), number(8, 2, littleEndian: true))
        } else if bytes.starts(with: "BM".utf8) {
            let height = number(22, 4, littleEndian: true).map { abs(Int(Int32(truncatingIfNeeded: $0))) }
            size = (number(18, 4, littleEndian: true), height)
        } else if let frame = Self.jpegFrame(in: bytes) {
            size = (number(frame + 7, 2, littleEndian: false), number(frame + 5, 2, littleEndian: false))
        } else {
            return nil
        }
        guard case (let width?, let height?) = size else { return nil }
        self.width = width
        self.height = height
    }

    /// Where the marker of the frame stands, which holds the size.
    private static func jpegFrame(in bytes: [UInt8]) -> Int? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var place = 2
        while place + 4 <= bytes.count, bytes[place] == 0xFF {
            let marker = bytes[place + 1]
            if marker == 0xFF {
                place += 1
                continue
            }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) { return place }
            place += 2 + (Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
        }
        return nil
    }
}
