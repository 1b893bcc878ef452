/// Charts and diagrams, which are members of their own.
enum FigureReader {
    /// - Returns: the words in it; empty where it cannot be read.
    static func lines(of name: String, in archive: DocumentArchive) throws -> SlideHandler.Block {
        let handler = FigureHandler()
        _ = try archive.parse(name, with: handler)
        return .rows(handler.lines.map { [$0] })
    }
}
