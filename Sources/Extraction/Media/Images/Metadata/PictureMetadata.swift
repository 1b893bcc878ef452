import NearestCore

/// What a picture says of itself besides its pixels, whichever of EXIF, IPTC and XMP said it.
struct PictureMetadata: Hashable, Sendable {
    var title: String?
    /// Descriptions: what the picture shows, in sentences.
    var captions: [String] = []
    var keywords: [String] = []
    var creators: [String] = []
    /// From the street to the country.
    var places: [String] = []
    var taken: CalendarTime?
    var camera: String?
    var lens: String?
    /// How it was taken: `exposure`, `aperture`, `sensitivity`, `focal length`.
    var settings: [MetadataField] = []
    /// Degrees north and east.
    var latitude: Double?
    var longitude: Double?
    /// In metres above the sea.
    var altitude: Double?
    var rights: String?

    /// A text longer than this, in UTF-8 bytes, is cut: no caption is a book.
    private static let longestText = 1 << 16
    private static let mostTexts = 256

    var isEmpty: Bool { self == PictureMetadata() }

    /// Takes from `other` what is not known yet.
    mutating func merge(_ other: PictureMetadata) {
        title = title ?? other.title
        captions = Self.union(captions, other.captions)
        keywords = Self.union(keywords, other.keywords)
        creators = Self.union(creators, other.creators)
        // One place, not two that contradict each other.
        if places.isEmpty { places = other.places }
        taken = taken ?? other.taken
        camera = camera ?? other.camera
        lens = lens ?? other.lens
        if settings.isEmpty { settings = other.settings }
        if latitude == nil || longitude == nil { (latitude, longitude) = (other.latitude, other.longitude) }
        altitude = altitude ?? other.altitude
        rights = rights ?? other.rights
    }

    /// What `inspect` shows.
    var fields: [MetadataField] {
        var fields: [MetadataField] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { fields.append(MetadataField(name, value)) }
        }
        add("title", title)
        add("caption", captions.joined(separator: "\n"))
        add("keywords", keywords.joined(separator: ", "))
        add("creator", creators.joined(separator: ", "))
        add("place", places.joined(separator: ", "))
        if let latitude, let longitude {
            add("position", "\(Self.decimal(latitude, digits: 6)), \(Self.decimal(longitude, digits: 6))")
        }
        add("altitude", altitude.map { "\(Self.decimal($0, digits: 1)) m" })
        add("taken", taken?.text)
        add("camera", camera)
        add("lens", lens)
        fields += settings
        add("rights", rights)
        return fields
    }

    /// The words by which the picture can be found: what was written to be read, and the day.
    var words: String {
        var lines = [title].compactMap { $0 } + captions.filter { $0 != title }
        if !keywords.isEmpty { lines.append(keywords.joined(separator: ", ")) }
        if !places.isEmpty { lines.append(places.joined(separator: ", ")) }
        if let taken { lines.append(taken.words) }
        if !creators.isEmpty { lines.append(creators.joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }

    /// The texts that stand for the picture: its caption by itself, and all words together where there are more.
    var texts: [EvidenceText] {
        let caption = captions.joined(separator: "\n")
        return [(Evidence.caption, caption), (.metadata, words == caption ? "" : words)].compactMap {
            evidence, text in
            text.isEmpty ? nil : EvidenceText(modality: .image, evidence: evidence, text: text)
        }
    }

    /// A number with at most so many digits behind the point.
    static func decimal(_ value: Double, digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let whole = Int((value * scale).rounded())
        let fraction = String(abs(whole) % Int(scale))
        let zeros = String(repeating: "0", count: max(0, digits - fraction.count))
        let tail = (zeros + fraction).reversed().drop { $0 == "0" }.reversed()
        let sign = whole < 0 ? "-" : ""
        return "\(sign)\(abs(whole) / Int(scale))" + (tail.isEmpty ? "" : "." + String(tail))
    }

    private static func union(_ first: [String], _ second: [String]) -> [String] {
        var seen = Set(first.map { $0.lowercased() })
        let new = second.filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
        return Array((first + new).prefix(mostTexts))
    }

    /// The text without white space at its ends, and cut where it is longer than anybody writes; nil when blank.
    static func clean(_ text: String?) -> String? {
        guard let text = text.map(PictureText.trimmed), !text.isEmpty else { return nil }
        return text.utf8.count > longestText ? String(decoding: text.utf8.prefix(longestText), as: UTF8.self) : text
    }
}
