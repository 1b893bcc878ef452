import NearestCore

/// Text with its structure becomes passages within the model's limit.
///
/// Breaks are sought at pages and headings first, then between paragraphs, sentences, clauses, words and
/// characters. A passage that ends inside a section is followed by one that begins with its last sentences, as far
/// as they are at most an eighth of a passage. Every sentence is counted once in tokens and every passage once
/// more, so the time is linear in the text.
package struct PassageSplitter: Sendable {
    private let budget: PassageBudget
    /// A block is worked on in stretches of this many bytes, so that a file without a blank line costs no more
    /// memory than one with many.
    private static let longestStretch = 1 << 15

    package init(counter: any TokenCounter) {
        budget = PassageBudget(counter: counter)
    }

    /// The passages of plain text, whose blank lines part paragraphs.
    package func passages(of text: String, cancellation: Cancellation = Cancellation()) throws -> [Segment] {
        try passages(of: PlainTextParser.parse(Array(text.utf8)), cancellation: cancellation)
    }

    func passages(of document: StructuredText, cancellation: Cancellation) throws -> [Segment] {
        let text = document.utf8
        var packer = PassagePacker(text, budget: budget)
        var position = 0
        var scalars = 0
        for block in document.blocks {
            try cancellation.check()
            scalars += text.scalarCount(in: position..<block.range.lowerBound)
            position = block.range.lowerBound
            while position < block.range.upperBound {
                let end = stretch(from: position, in: block.range, of: text)
                let cut = UnitCutter.units(
                    in: position..<end, of: text, kind: block.kind, firstScalar: scalars, budget: budget)
                packer.add(cut.units, of: block)
                scalars += cut.scalars
                position = end
            }
        }
        packer.finish()
        return packer.passages
    }

    /// The end of the next stretch of a block: its own end, or behind the last line break or space in reach.
    private func stretch(from start: Int, in block: Range<Int>, of text: [UInt8]) -> Int {
        let furthest = start + Self.longestStretch
        if furthest >= block.upperBound { return block.upperBound }
        let half = start + Self.longestStretch / 2
        if let line = text[half..<furthest].lastIndex(of: UInt8(ascii: "\n")) { return line + 1 }
        if let space = text[half..<furthest].lastIndex(of: UInt8(ascii: " ")) { return space + 1 }
        return text.scalarBoundary(atOrAfter: furthest, before: block.upperBound)
    }
}
