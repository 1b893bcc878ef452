/// A text on its way through the normalizers: its scalars, and where in the original each came from.
///
/// Python counts characters in code points, so everything here counts Unicode scalars, never graphemes.
struct NormalizedText: Sendable {
    private(set) var scalars: [UInt32]
    /// For each scalar, the index of the original scalar that it stands for; -1 for one that stands for none.
    private(set) var origins: [Int32]

    /// A scalar of a new version of a text.
    struct Edit: Hashable, Sendable {
        var scalar: UInt32
        /// 0: it takes the place of the next old scalar. 1: it is inserted behind that. Below 0: it takes the
        /// place of the next old scalar, and as many more are dropped.
        var change: Int
    }

    /// `scalars` of the original from index `firstOrigin` on.
    init(_ scalars: some Collection<UInt32>, firstOrigin: Int) {
        self.scalars = Array(scalars)
        let length = self.scalars.count
        let first = Int32(truncatingIfNeeded: firstOrigin)
        origins = Array(unsafeUninitializedCapacity: length) { buffer, count in
            for index in 0..<length { buffer[index] = first &+ Int32(truncatingIfNeeded: index) }
            count = length
        }
    }

    /// Scalars with the origins that are already known; both have the same count.
    init(scalars: [UInt32], origins: [Int32]) {
        self.scalars = scalars
        self.origins = origins
    }

    init(slice: Range<Int>, of text: NormalizedText) {
        scalars = Array(text.scalars[slice])
        origins = Array(text.origins[slice])
    }

    var count: Int { scalars.count }

    /// The range of original scalars that the scalars of `range` stand for.
    @inline(__always)
    func originalRange(of range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty else { return 0..<0 }
        let start = max(0, Int(origins[range.lowerBound]))
        return start..<max(start, Int(origins[range.upperBound - 1]) + 1)
    }

    /// Replaces the text by `edits`, after dropping the first `dropped` scalars.
    mutating func apply(_ edits: [Edit], dropping dropped: Int = 0) {
        var next = dropped
        var moved: [Int32] = []
        moved.reserveCapacity(edits.count)
        for edit in edits {
            if edit.change > 0 {
                moved.append(next > 0 && next <= origins.count ? origins[next - 1] : -1)
            } else {
                moved.append(next < origins.count ? origins[next] : origins.last ?? -1)
                next += 1 - edit.change
            }
        }
        scalars = edits.map(\.scalar)
        origins = moved
    }

    /// Drops every scalar that does not satisfy `isKept`.
    mutating func filter(_ isKept: (UInt32) -> Bool) {
        var kept = 0
        for index in scalars.indices where isKept(scalars[index]) {
            scalars[kept] = scalars[index]
            origins[kept] = origins[index]
            kept += 1
        }
        scalars.removeSubrange(kept...)
        origins.removeSubrange(kept...)
    }

    /// Drops the scalars outside `range`.
    mutating func trim(to range: Range<Int>) {
        scalars = Array(scalars[range])
        origins = Array(origins[range])
    }

    /// Replaces every scalar by those that `body` hands on, which all stand for the same original.
    mutating func flatMap(_ body: (UInt32, (UInt32) -> Void) -> Void) {
        var newScalars: [UInt32] = []
        var newOrigins: [Int32] = []
        newScalars.reserveCapacity(scalars.count)
        newOrigins.reserveCapacity(scalars.count)
        for index in scalars.indices {
            body(scalars[index]) { scalar in
                newScalars.append(scalar)
                newOrigins.append(origins[index])
            }
        }
        scalars = newScalars
        origins = newOrigins
    }

    /// Runs `body` on the storage, which it may overwrite and of which it says how much is left.
    mutating func rewriteInPlace(
        _ body: (UnsafeMutableBufferPointer<UInt32>, UnsafeMutableBufferPointer<Int32>) -> Int
    ) {
        let kept = scalars.withUnsafeMutableBufferPointer { scalars in
            origins.withUnsafeMutableBufferPointer { origins in body(scalars, origins) }
        }
        scalars.removeSubrange(kept...)
        origins.removeSubrange(kept...)
    }
}
