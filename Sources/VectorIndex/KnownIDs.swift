import NearestCore

/// Whether a segment has a vector already: one that had two would be found twice.
///
/// New ids are nearly always higher than all before, so the highest is all that is kept; the whole set is read
/// only when an id comes that is not.
struct KnownIDs {
    typealias Stored = ((UnsafeBufferPointer<Int64>) -> Void) throws -> Void

    private var highest: SegmentID?
    private var all: Set<SegmentID>?

    /// - Parameter highest: none that is stored is higher; nil where nobody knows.
    init(highest: SegmentID? = nil) {
        self.highest = highest
    }

    /// Takes the ids in, all or none.
    ///
    /// - Parameter stored: calls back with all ids that the files hold.
    /// - Throws: `.invalidArgument` for an id that is known.
    mutating func admit(_ ids: [SegmentID], stored: Stored) throws {
        var next = self
        if next.highest == nil {
            var found = SegmentID.min
            try stored { found = max(found, $0.max() ?? found) }
            next.highest = found
        }
        for (position, id) in ids.enumerated() {
            try next.admit(id, after: ids[..<position], stored: stored)
        }
        self = next
    }

    private mutating func admit(
        _ id: SegmentID, after earlier: ArraySlice<SegmentID>, stored: Stored
    ) throws {
        if let highest, id <= highest {
            if all == nil {
                var known = Set(earlier)
                try stored { known.formUnion($0) }
                all = known
            }
            guard all?.contains(id) == false else {
                throw NearestError(.invalidArgument, "segment \(id)", "it has a vector already")
            }
        }
        all?.insert(id)
        highest = max(highest ?? id, id)
    }
}
