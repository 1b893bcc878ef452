import NearestCore

/// XMP (ISO 16684-1): what Lightroom, Photoshop and photo libraries write into pictures and beside them.
///
/// A property is an element or an attribute of `rdf:Description`; its value is text, or a list of `rdf:li`.
final class XMPReader: MarkupScanner.Listener {
    private var values: [String: [String]] = [:]
    /// The property that is open, and the elements inside it.
    private var property: String?
    private var depth = 0
    private var text: [UInt8] = []
    private static let greatestText = 1 << 16
    private static let mostValues = 256

    private static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    private static let prefixes = [
        "http://purl.org/dc/elements/1.1/": "dc",
        "http://ns.adobe.com/photoshop/1.0/": "photoshop",
        "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptc",
        "http://ns.adobe.com/xap/1.0/": "xmp",
        "http://ns.adobe.com/exif/1.0/": "exif",
        "http://ns.adobe.com/tiff/1.0/": "tiff",
        "http://ns.adobe.com/exif/1.0/aux/": "aux",
        "http://cipa.jp/exif/1.0/": "exifEX",
    ]

    /// - Parameter bytes: a packet, or a sidecar.
    /// - Returns: nothing for what is no XMP; as much as can be read of what is damaged.
    static func metadata(in bytes: [UInt8]) -> PictureMetadata {
        let reader = XMPReader()
        // Packets are padded with zeros by some.
        MarkupScanner.scan(Array(bytes.drop { $0 <= 0x20 }.prefix { $0 != 0 }), reader)
        return reader.metadata()
    }

    func start(_ name: MarkupName, _ attributes: [(name: MarkupName, value: String)]) {
        if property != nil {
            depth += 1
            if name.name == "li" { text = [] }
        } else if let known = Self.known(name) {
            property = known
            depth = 0
            text = []
        } else if name.space == Self.rdf, name.name == "Description" {
            for attribute in attributes {
                if let known = Self.known(attribute.name) { add(attribute.value, to: known) }
            }
        }
    }

    func end(_ name: MarkupName) {
        guard let property else { return }
        let isItem = depth > 0 && name.name == "li"
        if isItem || depth == 0 {
            add(String(decoding: text, as: UTF8.self), to: property)
            text = []
        }
        if depth == 0 { self.property = nil } else { depth -= 1 }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if property != nil, text.count < Self.greatestText { text.append(contentsOf: bytes) }
    }

    private func add(_ value: String, to property: String) {
        guard let value = PictureMetadata.clean(value), values[property, default: []].count < Self.mostValues else {
            return
        }
        values[property, default: []].append(value)
    }

    private static func known(_ name: MarkupName) -> String? {
        prefixes[name.space].map { "\($0):\(name.name)" }
    }

    private func metadata() -> PictureMetadata {
        func first(_ names: String...) -> String? { names.lazy.compactMap { self.values[$0]?.first }.first }
        var found = PictureMetadata()
        found.title = first("dc:title", "photoshop:Headline")
        let captions = [
            first("dc:description"), first("photoshop:Headline"), first("iptc:AltTextAccessibility"),
            first("iptc:ExtDescrAccessibility"),
        ]
        for caption in captions.compactMap({ $0 }) where caption != found.title && !found.captions.contains(caption)
        {
            found.captions.append(caption)
        }
        found.keywords = values["dc:subject"] ?? []
        found.creators = values["dc:creator"] ?? []
        found.places = ["iptc:Location", "photoshop:City", "photoshop:State", "photoshop:Country"]
            .compactMap { values[$0]?.first }
        found.rights = first("dc:rights")
        let times = ["exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate"]
        found.taken = times.lazy.compactMap { self.values[$0]?.first }.compactMap { CalendarTime($0) }.first
        found.lens = first("aux:Lens", "exifEX:LensModel")
        found.camera = first("tiff:Model")
        let latitude = first("exif:GPSLatitude").flatMap { Self.degrees($0, "N", "S", limit: 90) }
        let longitude = first("exif:GPSLongitude").flatMap { Self.degrees($0, "E", "W", limit: 180) }
        if let latitude, let longitude { (found.latitude, found.longitude) = (latitude, longitude) }
        return found
    }

    /// `52,31.2N` or `52,31,12N`.
    private static func degrees(_ text: String, _ plus: Character, _ minus: Character, limit: Double) -> Double? {
        guard let side = text.last, side == plus || side == minus else { return nil }
        let parts = text.dropLast().split(separator: ",").map { Double($0) }
        guard (1...3).contains(parts.count), let degrees = parts.first ?? nil else { return nil }
        let rest = zip(parts.dropFirst(), [60.0, 3600]).reduce(0.0) { $0 + ($1.0 ?? 0) / $1.1 }
        let value = degrees + rest
        guard value >= 0, value <= limit else { return nil }
        return side == minus ? -value : value
    }
}
