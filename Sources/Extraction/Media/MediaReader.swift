import NearestCore

/// A recording or film as an item. What is inside decides which it is, and not the name: a film without pictures is a
/// recording, and so is a recording with a cover.
struct MediaReader {
    let source: SourceFile

    /// - Returns: what was wrong with a part of it.
    /// - Throws: `NearestError.unreadable` when it holds neither sound nor moving pictures that can be decoded;
    ///   `CancellationError`.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let (item, problems) = try item()
        try emit(item)
        return problems
    }

    private func item() throws -> (ExtractedItem, [String]) {
        let survey = try MediaSurvey(source)
        guard let film = survey.film else { return try RecordingReader(source: source, survey: survey).read() }
        return try FilmReader(source: source, survey: survey, film: film).read()
    }
}
