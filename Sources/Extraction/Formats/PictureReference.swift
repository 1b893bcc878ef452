import NearestCore

/// A picture that a page or a Markdown file shows.
struct PictureReference: Hashable, Sendable {
    /// As it stands there.
    var address: String
    /// Its alternative text, title and caption, as far as there are any.
    var words: [String] = []

    /// The pictures of the corpus among those that a file shows, with their words; each pair once.
    ///
    /// - Parameter file: the file that shows them. Addresses of the web, absolute ones and those that lead out of the
    ///   corpus are no pictures of it.
    static func mentions(of references: [PictureReference], in file: CorpusPath) -> [PictureMention] {
        var seen: Set<PictureMention> = []
        var mentions: [PictureMention] = []
        for reference in references {
            guard let picture = MemberAddress.resolve(reference.address, from: file) else { continue }
            for words in reference.words.map(PlainTextLine.trimmed) where PictureWords.areMeaningful(words) {
                let mention = PictureMention(picture: picture, text: words)
                if seen.insert(mention).inserted { mentions.append(mention) }
            }
        }
        return mentions
    }
}
