extension DocumentComposer {
    /// Adds what a shape holds: the paragraphs of one follow each other line by line.
    func add(_ block: SlideHandler.Block) {
        switch block {
        case .paragraphs(let paragraphs):
            for (index, text) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
                if index == 0 { endList() }
                addParagraph(text, isItem: true)
            }
            endList()
        case .rows(let rows):
            rows.forEach(addRow)
            endRows()
        }
    }
}
