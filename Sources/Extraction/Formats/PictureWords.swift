import NearestCore

/// The words that a document puts in a picture's place: alternative texts, titles, captions.
enum PictureWords {
    /// Whether somebody wrote them. Programs put a file's name or a word such as "Picture 3" where nobody did.
    ///
    /// - Parameter text: on one line, with single spaces.
    static func areMeaningful(_ text: String) -> Bool {
        let words = text.lowercased().split(separator: " ")
        guard let first = words.first else { return false }
        let isNumbered = words.dropFirst().allSatisfy { $0.allSatisfy(\.isNumber) }
        if isNumbered && ["picture", "image", "graphic", "grafik", "bild", "graphics"].contains(first) {
            return false
        }
        return words.count > 1 || FileKind(of: CorpusPath(text), head: []) != .image
    }
}
