import NearestCore

/// How the facts of a recording or film are worded.
struct MediaDescription {
    let survey: MediaSurvey
    /// In seconds.
    let length: Double

    /// What `inspect` shows: measures first, then tags.
    var fields: [MetadataField] {
        let film = survey.film
        let sound = survey.sound
        var fields = [MetadataField("duration", Self.words(length))]
        if let film {
            if film.sides.width > 0 {
                fields.append(MetadataField("size", "\(film.sides.width) × \(film.sides.height)"))
            }
            if film.frameRate > 0 {
                fields.append(MetadataField("frame rate", "\(Self.decimal(film.frameRate)) Hz"))
            }
        }
        let codecs = [film, sound].compactMap { $0?.codec }
        if !codecs.isEmpty { fields.append(MetadataField("codec", codecs.joined(separator: ", "))) }
        if let sound {
            if sound.sampleRate > 0 { fields.append(MetadataField("sample rate", "\(sound.sampleRate) Hz")) }
            if sound.channels > 0 { fields.append(MetadataField("channels", "\(sound.channels)")) }
        }
        let bitRate = film == nil && (sound?.bitRate ?? 0) > 0 ? sound?.bitRate ?? 0 : survey.bitRate
        if bitRate > 0 { fields.append(MetadataField("bit rate", "\((bitRate + 500) / 1000) kbit/s")) }
        return fields + survey.tags.fields
    }

    /// `1:02:03.4`, `2:03.4`.
    static func words(_ seconds: Double) -> String {
        let tenths = Int((min(max(0, seconds.isFinite ? seconds : 0), 1e9) * 10).rounded())
        let (minutes, rest) = (tenths / 600, tenths % 600)
        let end = "\(rest < 100 ? "0" : "")\(rest / 10).\(rest % 10)"
        if minutes < 60 { return "\(minutes):\(end)" }
        return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60):\(end)"
    }

    /// With three digits after the point, and no zeros at the end.
    private static func decimal(_ value: Double) -> String {
        let thousandths = Int((min(max(0, value.isFinite ? value : 0), 1e9) * 1000).rounded())
        if thousandths % 1000 == 0 { return "\(thousandths / 1000)" }
        let digits = String(1000 + thousandths % 1000).dropFirst()
        let end = digits.lastIndex { $0 != "0" } ?? digits.startIndex
        return "\(thousandths / 1000).\(digits[...end])"
    }
}
