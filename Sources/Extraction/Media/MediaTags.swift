import NearestCore

/// The tags of a recording or film: what is shown of them, what they can be found by, and lyrics among them.
struct MediaTags {
    /// By names in lower case, the first value of each.
    private let values: [String: String]
    private let order: [String]

    /// What people write, in the order in which it reads well. `album_artist` is FFmpeg's name for several.
    private static let written = [
        "title", "subtitle", "artist", "album_artist", "album", "composer", "lyricist", "performer", "conductor",
        "author",
        "show", "episode_id", "genre", "date", "year", "comment", "description", "synopsis", "summary", "subject",
        "keywords", "location", "publisher", "copyright",
    ]
    /// What programs write, and would not be missed.
    private static let technical = [
        "major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "encoder", "duration",
        "itunsmpb", "itunnorm", "itunpgap", "bps", "number_of_frames", "number_of_bytes", "tlen", "encoded_by",
        "language",
        "id3v2_priv", "replaygain", "_statistics", "timecode", "acoustid", "musicbrainz", "isvbr", "wmfsdk",
        "devicecon",
    ]
    private static let lyricNames = [
        "lyrics", "unsyncedlyrics", "unsynced lyrics", "syncedlyrics", "unsynced_lyrics",
    ]
    /// In characters: what is shown of one tag.
    private static let longestShown = 2000
    /// In characters: what all tags together are found by.
    private static let longestWords = 20_000

    init(_ pairs: [(name: String, value: String)]) {
        var values: [String: String] = [:]
        var order: [String] = []
        for (name, value) in pairs {
            let name = name.lowercased()
            let value = value.trimmed
            guard !value.isEmpty, values[name] == nil else { continue }
            values[name] = value
            order.append(name)
        }
        self.values = values
        self.order = order
    }

    var title: String? { values["title"].map { String($0.prefix(Self.longestShown)) } }

    /// The values of what people wrote, a line each; empty where nobody did.
    var words: String {
        var seen: Set<String> = []
        let lines = Self.written.compactMap { values[$0] }.filter { seen.insert($0).inserted }
        return String(lines.joined(separator: "\n").prefix(Self.longestWords))
    }

    /// Everything that is worth showing: what people wrote, and then the rest in the file's order.
    var fields: [MetadataField] {
        let rest = order.filter { name in
            !Self.written.contains(name) && !isLyrics(name) && !Self.technical.contains { name.hasPrefix($0) }
        }
        return (Self.written + rest).compactMap { name in
            values[name].map { value in
                MetadataField(
                    name.map { $0 == "_" ? " " : String($0) }.joined(), String(value.prefix(Self.longestShown)))
            }
        }
    }

    /// The words that are sung, of each language.
    var lyrics: [String] {
        order.filter(isLyrics).compactMap { values[$0] }
    }

    /// ID3 adds the language: `lyrics-eng`.
    private func isLyrics(_ name: String) -> Bool {
        Self.lyricNames.contains(name) || name.hasPrefix("lyrics-")
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
