import NearestCore

/// IPTC's older way of describing a picture (IIM 4.2), alone or inside the blocks that Photoshop writes.
///
///     block:    "8BIM", number, name (its length first, padded to two), size, bytes (padded to two)
///     data set: 0x1C, record, number, size, bytes
struct IPTCReader {
    private let bytes: [UInt8]
    private var position = 0
    private var isUTF8 = false
    private var found = PictureMetadata()
    private var places: [Int: String] = [:]
    private var day = ""
    private var time = ""

    /// - Returns: nothing for what is no IPTC; as much as can be read of what is damaged.
    static func metadata(in bytes: [UInt8]) -> PictureMetadata {
        var reader = IPTCReader(bytes: Self.dataSets(in: bytes))
        reader.read()
        return reader.found
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What lies in Photoshop's block of number 0x0404; all bytes where there are no blocks.
    private static func dataSets(in bytes: [UInt8]) -> [UInt8] {
        let name = Array("Photoshop 3.0\0".utf8)
        var position = bytes.starts(with: name) ? name.count : 0
        while position + 12 <= bytes.count, bytes[position..<position + 4].elementsEqual("8BIM".utf8) {
            let number = Int(bytes[position + 4]) << 8 | Int(bytes[position + 5])
            position += 6 + (Int(bytes[position + 6]) + 2) / 2 * 2
            guard position + 4 <= bytes.count else { return [] }
            let size = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            position += 4
            let end = min(bytes.count, position + size)
            if number == 0x0404 { return Array(bytes[position..<end]) }
            position = end + size % 2
        }
        return bytes.first == 0x1C ? bytes : []
    }

    private mutating func read() {
        while position + 5 <= bytes.count, bytes[position] == 0x1C {
            let (record, number) = (bytes[position + 1], Int(bytes[position + 2]))
            var size = Int(bytes[position + 3]) << 8 | Int(bytes[position + 4])
            position += 5
            if size & 0x8000 != 0 {
                // A size of more bytes: no text of a picture is so long, but others may stand behind it.
                let length = size & 0x7FFF
                guard length <= 4, position + length <= bytes.count else { break }
                size = bytes[position..<position + length].reduce(0) { $0 << 8 | Int($1) }
                position += length
            }
            guard size <= bytes.count - position else { break }
            let value = bytes[position..<position + size]
            position += size
            if record == 1, number == 90 { isUTF8 = value.elementsEqual([0x1B, 0x25, 0x47]) }
            if record == 2 { take(number, value) }
        }
        found.places = [92, 90, 95, 101].compactMap { places[$0] }
        found.taken = CalendarTime(day + time)
    }

    private mutating func take(_ number: Int, _ value: ArraySlice<UInt8>) {
        let text = isUTF8 ? String(decoding: value, as: UTF8.self) : PictureText.string(of: value)
        guard let text = PictureMetadata.clean(text) else { return }
        switch number {
        case 5: found.title = text
        case 105: found.title = found.title ?? text
        case 120: found.captions.append(text)
        case 25: found.keywords.append(text)
        case 80: found.creators.append(text)
        case 90, 92, 95, 101: places[number] = text
        case 116: found.rights = text
        case 55: day = text
        case 60: time = String(text.prefix(6))
        default: break
        }
        // The headline is a caption too where the picture has another title.
        if number == 105, found.title != text { found.captions.append(text) }
    }
}
