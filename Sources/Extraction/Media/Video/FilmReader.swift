import NearestCore

/// A film as an item: its shots, its sound in windows, its subtitles, and every word about it.
///
/// To find the shots all pictures are decoded, smoothing left out; of a film with more pixels than
/// `ExtractionLimits.maximumFilmPixels` only those that stand alone, which encoders set where the picture changes.
struct FilmReader {
    let source: SourceFile
    let survey: MediaSurvey
    let film: MediaStream

    /// How far it may end before the moment that it claims: half a second, or a fiftieth.
    private static let tolerance = (seconds: 0.5, part: 0.02)

    /// - Throws: `NearestError(.unreadable)` when neither pictures nor sound can be decoded; `CancellationError`.
    func read() throws -> (ExtractedItem, [String]) {
        let walked: (subtitles: [[TimedLine]], isCut: Bool)
        let plan: ShotPlan
        do {
            try RecordingReader.checkDecoder(of: film, source)
            walked = try survey.walk()
            plan = try shots()
        } catch let error as NearestError where survey.sound?.hasDecoder == true {
            // A film whose pictures cannot be shown can still be heard.
            let deaf = try MediaSurvey(source)
            return try RecordingReader(source: source, survey: deaf).read(wrong: [error.problem])
        }
        let soundEnd = min(survey.sound?.end ?? 0, source.limits.longestRecordingSeconds)
        let words = try MediaWords(survey, subtitles: walked.subtitles, modality: .video, source: source)
        var item = ExtractedItem(title: survey.tags.title)
        item.pieces = plan.shots.map {
            NativePiece(modality: .video, place: .time(start: $0.lowerBound, end: $0.upperBound))
        }
        item.pieces += SoundWindows.pieces(of: soundEnd)
        item.texts = words.texts
        item.metadata =
            MediaDescription(survey: survey, length: max(plan.shots.last?.upperBound ?? 0, soundEnd)).fields
        item.thumbnail = try Filmstrip(source: source).thumbnail(at: plan.beginnings)
        let tooMany = walked.isCut ? [RecordingReader.tooManyLines(source)] : []
        return (item, endProblems() + tooMany + words.problems)
    }

    private func shots() throws -> ShotPlan {
        do {
            let isSparse = survey.film.map { $0.pixels > source.limits.maximumFilmPixels } ?? false
            return try ShotWalk(source: source).plan(isSparse: isSparse, end: survey.film?.end ?? 0)
        } catch {
            throw MediaFault.refusal(error, of: source)
        }
    }

    private func endProblems() -> [String] {
        let end = survey.streams.map(\.end).max() ?? 0
        if end > source.limits.longestRecordingSeconds {
            let limit = MediaDescription.words(source.limits.longestRecordingSeconds)
            return ["lasts \(MediaDescription.words(end)); what follows after \(limit) is left out"]
        }
        guard let claimed = survey.claimedSeconds,
            end < claimed - max(Self.tolerance.seconds, claimed * Self.tolerance.part)
        else { return [] }
        let (shown, said) = (MediaDescription.words(end), MediaDescription.words(claimed))
        return ["it ends after \(shown) of the \(said) that the file claims: it was probably cut short"]
    }
}
