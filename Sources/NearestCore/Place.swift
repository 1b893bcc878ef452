/// Where a segment lies inside its item.
package enum Place: Hashable, Sendable {
    /// The segment is the whole item.
    case whole
    /// A passage. `page` counts from 1 and is nil where the format has no pages; `range` counts Unicode
    /// scalars (what Python calls characters) of the item's extracted text, in which pages are joined by a
    /// form feed.
    case text(page: Int?, range: Range<Int>)
    /// A stretch of sound or film, in seconds from the start.
    case time(start: Double, end: Double)

    /// The page of a passage, counted from 1.
    package var page: Int? {
        if case .text(let page, _) = self { page } else { nil }
    }

    /// The passage's range in Unicode scalars of the item's extracted text.
    package var textRange: Range<Int>? {
        if case .text(_, let range) = self { range } else { nil }
    }

    /// The stretch of a recording, in seconds from its start; nil where there is none.
    package var seconds: Range<Double>? {
        if case .time(let start, let end) = self, start <= end { start..<end } else { nil }
    }
}
