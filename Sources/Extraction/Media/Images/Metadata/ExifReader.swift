import NearestCore

/// EXIF (CIPA DC-008), which is a TIFF without pixels: three lists of entries, each looked at once, so that none
/// can lead in a circle.
///
///     0  "II" or "MM"  42  place of the first list
///        list: count, then 12 bytes an entry: tag, type, count, the value or its place
struct ExifReader {
    private let bytes: RandomBytes
    /// Where places are counted from.
    private let origin: Int
    private let isBigEndian: Bool

    private static let mostEntries = 1024
    private static let greatestValue = 1 << 16

    private struct Entry {
        var type: Int
        var count: Int
        var value: [UInt8]
    }

    /// - Parameter bytes: an EXIF field, or a whole TIFF.
    /// - Returns: nothing for what is no EXIF; as much as can be read of what is damaged.
    static func metadata(in bytes: RandomBytes) -> PictureMetadata {
        ExifReader(bytes)?.metadata() ?? PictureMetadata()
    }

    private init?(_ bytes: RandomBytes) {
        self.bytes = bytes
        origin = bytes.bytes(at: 0, count: 6) == Array("Exif\0\0".utf8) ? 6 : 0
        switch bytes.bytes(at: origin, count: 4) {
        case [0x49, 0x49, 42, 0]: isBigEndian = false
        case [0x4D, 0x4D, 0, 42]: isBigEndian = true
        default: return nil
        }
    }

    private func metadata() -> PictureMetadata {
        guard let first = bytes.bytes(at: origin + 4, count: 4) else { return PictureMetadata() }
        let main = entries(at: number(first[...]))
        let camera = main[0x8769].flatMap { integer($0) }.map { entries(at: $0) } ?? [:]
        let position = main[0x8825].flatMap { integer($0) }.map { entries(at: $0) } ?? [:]
        var found = PictureMetadata()
        describe(&found, main, camera)
        settings(&found, main, camera)
        place(&found, position)
        return found
    }

    // MARK: What the entries mean

    /// What cameras put into the description by themselves.
    private static let emptyWords: Set<String> = [
        "olympus digital camera", "sony dsc", "minolta digital camera", "dcim", "screenshot", "untitled",
    ]

    private func describe(_ found: inout PictureMetadata, _ main: [Int: Entry], _ camera: [Int: Entry]) {
        found.title = wide(main[0x9C9B])
        let captions = [text(main[0x010E]), comment(camera[0x9286]), wide(main[0x9C9C]), wide(main[0x9C9F])]
        for caption in captions.compactMap({ $0 }) where !Self.emptyWords.contains(caption.lowercased()) {
            if !found.captions.contains(caption) { found.captions.append(caption) }
        }
        found.keywords = Self.list(wide(main[0x9C9E]), separator: ";")
        found.creators = Self.list(text(main[0x013B]) ?? wide(main[0x9C9D]), separator: ";")
        found.rights = text(main[0x8298])
        let times = [camera[0x9003], camera[0x9004], main[0x0132]]
        found.taken = times.lazy.compactMap { text($0) }.compactMap { CalendarTime($0) }.first
    }

    private func settings(_ found: inout PictureMetadata, _ main: [Int: Entry], _ camera: [Int: Entry]) {
        let make = text(main[0x010F]) ?? ""
        let model = text(main[0x0110]) ?? ""
        // Many models begin with their maker.
        let maker = make.split(separator: " ").first.map { $0.lowercased() } ?? ""
        let isNamed = !maker.isEmpty && model.lowercased().hasPrefix(maker)
        found.camera = PictureMetadata.clean(isNamed ? model : "\(make) \(model)")
        found.lens = text(camera[0xA434])
        func add(_ name: String, _ value: String?) {
            if let value { found.settings.append(MetadataField(name, value)) }
        }
        add("exposure", rational(camera[0x829A]).flatMap(Self.exposure))
        add("aperture", rational(camera[0x829D]).map { "f/\(PictureMetadata.decimal($0, digits: 1))" })
        add("sensitivity", camera[0x8827].flatMap { integer($0) }.map { "ISO \($0)" })
        add("focal length", rational(camera[0x920A]).map { "\(PictureMetadata.decimal($0, digits: 1)) mm" })
    }

    private func place(_ found: inout PictureMetadata, _ entries: [Int: Entry]) {
        guard let latitude = degrees(entries[2]), latitude <= 90, let longitude = degrees(entries[4]),
            longitude <= 180
        else { return }
        found.latitude = text(entries[1])?.uppercased() == "S" ? -latitude : latitude
        found.longitude = text(entries[3])?.uppercased() == "W" ? -longitude : longitude
        if let altitude = rational(entries[6]) {
            found.altitude = entries[5]?.value.first == 1 ? -altitude : altitude
        }
    }

    private static func exposure(_ seconds: Double) -> String? {
        if seconds <= 0 { return nil }
        if seconds >= 0.3 { return "\(PictureMetadata.decimal(seconds, digits: 1)) s" }
        return "1/\(PictureMetadata.decimal(1 / seconds, digits: 0)) s"
    }

    private static func list(_ text: String?, separator: Character) -> [String] {
        (text ?? "").split(separator: separator).compactMap { PictureMetadata.clean(String($0)) }
    }

    // MARK: Values

    private func text(_ entry: Entry?) -> String? {
        entry.flatMap { $0.type == 2 || $0.type == 7 || $0.type == 129 ? $0 : nil }
            .flatMap { PictureMetadata.clean(PictureText.string(of: $0.value)) }
    }

    /// The fields that Windows adds.
    private func wide(_ entry: Entry?) -> String? {
        entry.flatMap { PictureMetadata.clean(PictureText.wide($0.value, isBigEndian: false)) }
    }

    /// A text behind eight bytes that name its encoding.
    private func comment(_ entry: Entry?) -> String? {
        guard let entry, entry.value.count > 8 else { return nil }
        let body = entry.value.dropFirst(8)
        let isWide = entry.value.starts(with: "UNICODE\0".utf8)
        return PictureMetadata.clean(
            isWide ? PictureText.wide(body, isBigEndian: isBigEndian) : PictureText.string(of: body))
    }

    private func integer(_ entry: Entry) -> Int? {
        switch entry.type {
        case 3: entry.value.count >= 2 ? number(entry.value[..<2]) : nil
        case 4, 13: entry.value.count >= 4 ? number(entry.value[..<4]) : nil
        default: nil
        }
    }

    private func rational(_ entry: Entry?, at index: Int = 0) -> Double? {
        guard let entry, entry.type == 5 || entry.type == 10, entry.value.count >= index * 8 + 8 else { return nil }
        let start = index * 8
        let below = number(entry.value[start + 4..<start + 8])
        return below == 0 ? nil : Double(number(entry.value[start..<start + 4])) / Double(below)
    }

    /// Degrees, minutes and seconds; the last may be missing.
    private func degrees(_ entry: Entry?) -> Double? {
        guard let degrees = rational(entry) else { return nil }
        return degrees + (rational(entry, at: 1) ?? 0) / 60 + (rational(entry, at: 2) ?? 0) / 3600
    }

    // MARK: Bytes

    private func entries(at place: Int) -> [Int: Entry] {
        guard let head = bytes.bytes(at: origin + place, count: 2) else { return [:] }
        var entries: [Int: Entry] = [:]
        for index in 0..<min(number(head[...]), Self.mostEntries) {
            guard let bytes = bytes.bytes(at: origin + place + 2 + index * 12, count: 12) else { break }
            let tag = number(bytes[0..<2])
            if entries[tag] == nil, Self.isKnown(tag), let entry = entry(bytes) { entries[tag] = entry }
        }
        return entries
    }

    /// A TIFF's lists also say where its pixels lie, in any number of values that are of no use here.
    private static func isKnown(_ tag: Int) -> Bool {
        [0x010E, 0x010F, 0x0110, 0x0132, 0x013B].contains(tag) || tag <= 6 || tag >= 0x8298
    }

    private func entry(_ bytes: [UInt8]) -> Entry? {
        let type = number(bytes[2..<4])
        let sizes = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1]
        let count = number(bytes[4..<8])
        guard let size = sizes[type], count <= Self.greatestValue, count * size <= Self.greatestValue else {
            return nil
        }
        let length = count * size
        if length <= 4 { return Entry(type: type, count: count, value: Array(bytes[8..<8 + length])) }
        return self.bytes.bytes(at: origin + number(bytes[8..<12]), count: length)
            .map { Entry(type: type, count: count, value: $0) }
    }

    private func number(_ bytes: ArraySlice<UInt8>) -> Int {
        isBigEndian
            ? bytes.reduce(0) { $0 << 8 | Int($1) } : bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
