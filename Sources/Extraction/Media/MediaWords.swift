import NearestCore

/// The words of a recording or film: its tags and chapters, what is said in it, and what stands beside it.
struct MediaWords {
    private(set) var texts: [EvidenceText] = []
    private(set) var problems: [String] = []

    /// - Parameters:
    ///   - subtitles: of each stream that has some.
    ///   - modality: of the item.
    /// - Throws: `CancellationError`.
    init(_ survey: MediaSurvey, subtitles: [[TimedLine]], modality: Modality, source: SourceFile) throws {
        let tags = survey.tags
        if !tags.words.isEmpty {
            texts.append(EvidenceText(modality: modality, evidence: .metadata, text: tags.words))
        }
        let beside = try MediaSidecars(source: source, modality: modality).read()
        for track in subtitles { texts += TimedLines.evidence(track, modality: modality) }
        // Lyrics in the file are often those beside it, and with fewer times.
        let isSaid = (texts + beside.texts).contains { $0.evidence == .transcript }
        if !isSaid, let lyrics = tags.lyrics.first {
            texts += MediaSidecars.lyrics(
                Array(lyrics.utf8), limit: source.limits.maximumTimedLines, modality: modality)
        }
        texts += beside.texts
        problems = beside.problems
        texts += survey.chapters.map { chapter in
            EvidenceText(
                modality: modality, evidence: .metadata,
                place: .time(start: chapter.start, end: chapter.end ?? chapter.start), text: chapter.text)
        }
    }
}
