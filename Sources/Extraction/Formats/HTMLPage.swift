/// What is in an HTML page.
struct HTMLPage: Hashable, Sendable {
    var document = StructuredText()
    /// In the page's order.
    var pictures: [PictureReference] = []
    /// What was wrong with a part of it.
    var problems: [String] = []
}
