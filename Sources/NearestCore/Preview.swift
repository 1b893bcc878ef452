/// What is shown beside the list for the neighbour under the cursor.
package struct Preview: Hashable, Sendable {
    package var segment: SegmentID
    /// The segment's text with some of what stands before and after it.
    package var text: String
    /// The segment inside `text`, in Unicode scalars.
    package var passage: Range<Int>
    /// The sentence that stands nearest to the query, inside `text`, in Unicode scalars.
    package var bestSentence: Range<Int>?
    /// The best sentence's cosine.
    package var bestScore: Float?
    /// Name and value lines for the head: size, modified, page, record, copies.
    package var facts: [Fact]

    package struct Fact: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        segment: SegmentID, text: String, passage: Range<Int>, bestSentence: Range<Int>? = nil,
        bestScore: Float? = nil, facts: [Fact] = []
    ) {
        self.segment = segment
        self.text = text
        self.passage = passage
        self.bestSentence = bestSentence
        self.bestScore = bestScore
        self.facts = facts
    }
}
