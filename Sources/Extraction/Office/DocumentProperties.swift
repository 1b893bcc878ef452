import NearestCore

/// What a document says of itself.
struct DocumentProperties: Hashable, Sendable {
    var title = ""
    var subject = ""
    var authors: [String] = []
    var keywords: [String] = []
    var description = ""
    var language = ""
    var created = ""

    /// Puts what is known to an item: its title, its fields, and the words that it can be found by.
    ///
    /// - Parameter heading: the title of a document that gives itself none.
    func describe(_ item: inout ExtractedItem, heading: String?) {
        let ownTitle = DocumentTitle.meaningful(title)
        item.title = ownTitle ?? heading
        let described = [
            ("title", ownTitle ?? ""), ("subject", subject), ("author", authors.joined(separator: ", ")),
            ("keywords", keywords.joined(separator: ", ")), ("description", description),
        ].map { ($0.0, PlainTextLine.trimmed($0.1)) }.filter { !$0.1.isEmpty }
        let shown = [("language", language), ("created", created)].filter { !$0.1.isEmpty }
        item.metadata += (described + shown).map { MetadataField($0.0, $0.1) }
        // A title alone stands in the words of the document.
        guard described.contains(where: { $0.0 != "title" }) else { return }
        let words = described.map(\.1).joined(separator: "\n")
        item.texts.append(EvidenceText(modality: .text, evidence: .metadata, text: words))
    }
}
