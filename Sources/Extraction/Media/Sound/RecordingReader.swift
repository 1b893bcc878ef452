import CFFmpeg
import NearestCore

/// A recording as an item: windows to be heard, and every word about it.
///
/// Its packets are walked through, which tells where it really ends, and its beginning is decoded, which tells whether
/// there is sound at all. All of it is decoded once, when a model hears it.
struct RecordingReader {
    let source: SourceFile
    let survey: MediaSurvey

    /// In seconds: what is decoded to see that it can be.
    private static let sample = 5.0
    /// In seconds: how far it may end before the moment that it claims.
    private static let tolerance = 0.5

    /// - Parameter wrong: what was found wrong before.
    /// - Throws: `NearestError(.unreadable)` when there is no sound that can be decoded; `CancellationError`.
    func read(wrong: [String] = []) throws -> (ExtractedItem, [String]) {
        guard let stream = survey.sound else { throw source.unreadable("holds neither sound nor moving pictures") }
        try Self.checkDecoder(of: stream, source)
        let walked = try survey.walk()
        try checkBeginning()
        var (length, problems) = try length()
        problems = wrong + problems
        let words = try MediaWords(survey, subtitles: walked.subtitles, modality: .audio, source: source)
        if walked.isCut { problems.append(Self.tooManyLines(source)) }
        var item = ExtractedItem(title: survey.tags.title)
        item.pieces = SoundWindows.pieces(of: length)
        item.texts = words.texts
        item.metadata = MediaDescription(survey: survey, length: length).fields
        item.thumbnail = survey.cover.flatMap { SmallPicture.thumbnail(ofFile: $0) }
        return (item, problems + words.problems)
    }

    static func checkDecoder(of stream: MediaStream, _ source: SourceFile) throws {
        if stream.hasDecoder { return }
        guard stream.codec != "none" else { throw MediaFault.refusal(Int32(CFF_NONSENSE.rawValue), of: source) }
        throw source.unreadable(
            "its \(stream.isSound ? "sound" : "moving picture") is \(stream.codec), which the installed FFmpeg does not decode",
            remedy: "Install a fuller FFmpeg.", mayPass: true)
    }

    static func tooManyLines(_ source: SourceFile) -> String {
        "has more than \(source.limits.maximumTimedLines) subtitles; the rest is left out"
    }

    private func checkBeginning() throws {
        do {
            let decoder = try SoundDecoder(path: source.path, subject: source.subject)
            let samples = try decoder.read(Int(Self.sample) * decoder.rate, cancellation: source.cancellation)
            if samples.isEmpty { try decoder.checkEnding() }
        } catch {
            throw MediaFault.refusal(error, of: source)
        }
    }

    /// Where the sound ends, and why that is too early.
    private func length() throws -> (seconds: Double, problems: [String]) {
        let end = survey.sound?.end ?? 0
        let longest = source.limits.longestRecordingSeconds
        if end > longest {
            let words = MediaDescription.words(longest)
            return (longest, ["lasts \(MediaDescription.words(end)); what follows after \(words) is left out"])
        }
        guard let claimed = survey.claimedSeconds, end < claimed - Self.tolerance else { return (end, []) }
        let (heard, said) = (MediaDescription.words(end), MediaDescription.words(claimed))
        return (
            end, ["its sound ends after \(heard) of the \(said) that the file claims: it was probably cut short"]
        )
    }
}
