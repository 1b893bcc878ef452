import CFFmpeg

/// One stream of a container: its sound, its pictures, its cover, or subtitles.
struct MediaStream {
    let index: Int
    private let facts: cff_stream_facts

    init(_ facts: cff_stream_facts, index: Int) {
        self.facts = facts
        self.index = index
    }

    var isSound: Bool { facts.kind == CFF_STREAM_SOUND }
    var isFilm: Bool { facts.kind == CFF_STREAM_FILM }
    var isCover: Bool { facts.kind == CFF_STREAM_COVER }
    /// Whether it is the one of its kind that is decoded.
    var isChosen: Bool { facts.is_chosen }
    /// Whether the installed FFmpeg decodes it.
    var hasDecoder: Bool { facts.has_decoder }
    var codec: String { facts.codec.map { String(cString: $0) } ?? "unknown" }

    /// Bits a second; 0 where unknown, as all that follows.
    var bitRate: Int { Int(facts.bit_rate) }
    /// What its container says that it lasts, in seconds.
    var claimedSeconds: Double { facts.claimed.isFinite ? max(0, facts.claimed) : 0 }
    /// Samples a second.
    var sampleRate: Int { Int(facts.sample_rate) }
    var channels: Int { Int(facts.channels) }
    /// Pictures a second, on the average.
    var frameRate: Double { facts.frame_rate }

    /// The sides as players show them, turned upright.
    var sides: (width: Int, height: Int) {
        let (width, height) = (Int(facts.width), Int(facts.height))
        return facts.turns % 2 == 1 ? (height, width) : (width, height)
    }

    /// Pixels of all its pictures that were counted.
    var pixels: Double { Double(facts.width) * Double(facts.height) * Double(facts.packets) }

    /// When its last packet ends, in seconds from its beginning. One packet with a moment far beyond all others is
    /// damaged: then what the packets last together counts.
    var end: Double {
        let end = facts.end.isFinite ? max(0, facts.end) : 0
        let length = facts.length.isFinite ? max(0, facts.length) : 0
        return length > 0 && end > 2 * length + 60 ? length : end
    }
}
