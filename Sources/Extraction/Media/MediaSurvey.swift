import CFFmpeg
import FileAccess
import NearestCore

/// What a recording or film says of itself: its streams, tags, chapters, cover and subtitles.
///
/// Nothing but subtitles is decoded, so hours of sound take about a second. Used by one thread at a time.
final class MediaSurvey {
    private let file: RegularFile
    private let survey: OpaquePointer
    private let source: SourceFile

    /// Packets between two looks at the clock.
    private static let packetsAtOnce: Int64 = 2000
    /// A container with more tags or chapters is damaged, or made to take long.
    private static let mostTags = 1000
    private static let mostChapters = 5000
    private static let largestCover = 64 << 20

    /// - Throws: `NearestError(.unreadable)` when the file cannot be read or is of no known format.
    init(_ source: SourceFile) throws {
        file = try source.open()
        self.source = source
        var opened: OpaquePointer?
        let status = cff_survey_open(file.descriptor, MediaFault.hint(source.path), &opened)
        guard let opened else { throw MediaFault.refusal(status, of: source) }
        survey = opened
    }

    deinit {
        cff_survey_close(survey)
    }

    var streams: [MediaStream] {
        (0..<Int(cff_survey_stream_count(survey))).map { index in
            MediaStream(cff_survey_stream(survey, Int32(index)), index: index)
        }
    }

    /// The stream of sound that is decoded; nil for a silent film.
    var sound: MediaStream? { streams.first { $0.isSound && $0.isChosen } }
    /// The stream of pictures that is decoded; nil for a recording, also for one with a cover.
    var film: MediaStream? { streams.first { $0.isFilm && $0.isChosen } }

    /// How long sound and pictures claim to be, in seconds; nil where the file says nothing reliable. Chapters and
    /// subtitles may end later.
    var claimedSeconds: Double? {
        if let header = WaveHeader(file) { return header.claimedSeconds }
        let longest = [film, sound].compactMap { $0?.claimedSeconds }.max() ?? 0
        if longest > 0 { return longest }
        let seconds = cff_survey_claimed_seconds(survey)
        return seconds > 0 && seconds.isFinite ? seconds : nil
    }

    /// Bits a second of all streams together; 0 where unknown.
    var bitRate: Int { Int(cff_survey_bit_rate(survey)) }

    /// The container's tags, and then those of the streams that are decoded, which some formats use instead.
    var tags: MediaTags {
        var pairs = tags(of: CFF_TAGS_CONTAINER, 0)
        for stream in streams where stream.isChosen { pairs += tags(of: CFF_TAGS_STREAM, stream.index) }
        return MediaTags(pairs)
    }

    /// Titles with their stretches in seconds, in the file's order.
    var chapters: [TimedLine] {
        (0..<min(Self.mostChapters, Int(cff_survey_chapter_count(survey)))).compactMap { index in
            let facts = cff_survey_chapter(survey, Int32(index))
            let title = tags(of: CFF_TAGS_CHAPTER, index).first { $0.name.lowercased() == "title" }
            guard let title, facts.start.isFinite, facts.start >= 0 else { return nil }
            return TimedLine(start: facts.start, end: facts.end >= facts.start ? facts.end : nil, text: title.value)
        }
    }

    /// The file of the first cover.
    var cover: [UInt8]? {
        for stream in streams where stream.isCover {
            var size = 0
            if let bytes = cff_survey_cover(survey, Int32(stream.index), &size), size <= Self.largestCover {
                return Array(UnsafeBufferPointer(start: bytes, count: size))
            }
        }
        return nil
    }

    /// Reads the file to its end, after which the streams know how long they are.
    ///
    /// - Returns: subtitles by stream, and whether there were more than are taken.
    /// - Throws: `NearestError(.unreadable)` when the disk fails, `CancellationError`.
    func walk() throws -> (subtitles: [[TimedLine]], isCut: Bool) {
        var tracks: [Int32: [TimedLine]] = [:]
        var count = 0
        while true {
            try source.cancellation.check()
            var cue = cff_cue()
            let result = cff_survey_next(survey, Self.packetsAtOnce, &cue)
            guard result >= 0 else { throw MediaFault.refusal(-result, of: source) }
            if result == CFF_SURVEY_END.rawValue { break }
            guard result == CFF_SURVEY_CUE.rawValue, let bytes = cue.text else { continue }
            count += 1
            if count > source.limits.maximumTimedLines { continue }
            let text = String(cString: bytes)
            let words =
                cue.is_event ? MarkedText.plain(event: text) : MarkedText.plain([Array(text.utf8)[...]], .subRip)
            let line = TimedLine(start: max(0, cue.start), end: cue.end >= 0 ? cue.end : nil, text: words)
            tracks[cue.stream, default: []].append(line)
        }
        let ordered = tracks.sorted { $0.key < $1.key }.map(\.value)
        return (ordered, count > source.limits.maximumTimedLines)
    }

    private func tags(of owner: cff_tag_owner, _ index: Int) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        var tag = cff_tag()
        while pairs.count < Self.mostTags, cff_survey_next_tag(survey, owner, Int32(index), tag.cursor, &tag) {
            guard let name = tag.name, let value = tag.value else { continue }
            pairs.append((String(cString: name), String(cString: value)))
        }
        return pairs
    }
}
