/// Where the text that stands for a segment came from; the answer to "why was this found?".
package enum Evidence: String, Codable, Sendable, CaseIterable {
    /// The words of a document itself.
    case content
    /// Words read from the pixels by optical character recognition.
    case ocr
    /// Words spoken in a recording, or its subtitles.
    case transcript
    /// A text that somebody wrote beside a picture.
    case caption
    /// The classes that a classifier predicted.
    case labels
    /// Tags inside the file: title, author, place, keywords.
    case metadata
    /// No text stands between: the vector was made from the pixels or samples.
    case native
    /// Nothing here made the vector: it was brought from elsewhere, and the text beside it with it.
    case imported
}
