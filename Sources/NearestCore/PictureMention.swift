/// A picture of the corpus that a document shows, with the words that stand beside it there.
package struct PictureMention: Hashable, Sendable {
    /// The picture's file.
    package var picture: CorpusPath
    /// Its alternative text, title or caption.
    package var text: String

    package init(picture: CorpusPath, text: String) {
        self.picture = picture
        self.text = text
    }
}
