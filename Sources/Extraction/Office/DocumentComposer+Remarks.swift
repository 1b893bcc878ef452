extension DocumentComposer {
    /// Adds what was remarked on a sheet or slide, a paragraph each.
    ///
    /// - Parameter references: of the sheet or slide.
    func addRemarks(_ references: Relationships, in archive: DocumentArchive) throws {
        for name in references.targets(ofType: "comments") where archive.holds(name) {
            let handler = RemarksHandler()
            _ = try archive.parse(name, with: handler)
            for remark in handler.remarks { addParagraph(remark) }
        }
    }
}
