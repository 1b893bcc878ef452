/// The codes that one search looks at: units of them, and the centres that they are around.
///
/// Unchecked, because what it points to is only read; the files are open as long as this value lives.
struct CodedRows: @unchecked Sendable {
    /// A centre, and what the query has in common with it.
    struct Centre {
        /// `width` floats.
        let rotated: UnsafePointer<Float>
        /// The score of the query against the centre.
        let base: Float
        /// The query's distance from the centre, or a trifle more; not asked for where there are no levels.
        let distance: Float
    }

    private(set) var centres: [Centre] = []
    private(set) var units: [CodedUnit] = []
    /// How many bounds need room.
    private(set) var bounds = 0
    private var files: [AnyObject] = []

    /// Adds the codes of a vector file's rows.
    ///
    /// - Parameters:
    ///   - first: only rows from this one on; it begins a group.
    ///   - base: the score of the query against the centre.
    mutating func add(_ file: CodeFile, from first: Int, base: Float) {
        let skipped = max(0, first - file.range.lowerBound) / CodeBlock.rowsPerGroup
        guard skipped < file.layout.groups else { return }
        files.append(file)
        centres.append(Centre(rotated: file.rotatedCentre, base: base, distance: .infinity))
        for range in Self.pieces(skipped..<file.layout.groups) {
            let row = file.range.lowerBound + range.lowerBound * CodeBlock.rowsPerGroup
            add(
                CodedUnit(
                    centre: centres.count - 1, codes: file.codes(ofGroup: range.lowerBound),
                    factors: file.factors(ofGroup: range.lowerBound), groups: range.count,
                    rows: min(range.count * CodeBlock.rowsPerGroup, file.range.upperBound - row), firstRow: row,
                    numbers: nil, levels: nil, place: bounds))
        }
    }

    /// Adds a list.
    ///
    /// - Parameter probe: the list, and how the query lies to its centre.
    mutating func add(_ probe: ProbeOrder.Probe, of file: InvertedFile) {
        let list = probe.list
        let groups = file.groups(list)
        guard !groups.isEmpty else { return }
        if files.last !== file { files.append(file) }
        centres.append(Centre(rotated: file.centre(list), base: probe.base, distance: probe.distance))
        for range in Self.pieces(groups) {
            let before = (range.lowerBound - groups.lowerBound) * CodeBlock.rowsPerGroup
            add(
                CodedUnit(
                    centre: centres.count - 1, codes: file.codes(ofGroup: range.lowerBound),
                    factors: file.factors(ofGroup: range.lowerBound), groups: range.count,
                    rows: min(range.count * CodeBlock.rowsPerGroup, file.rowCount(list) - before), firstRow: 0,
                    numbers: file.numbers(ofGroup: range.lowerBound),
                    levels: file.levels(ofGroup: range.lowerBound), place: bounds))
        }
    }

    private mutating func add(_ unit: CodedUnit) {
        units.append(unit)
        bounds += unit.groups * CodeBlock.rowsPerGroup
    }

    private static func pieces(_ groups: Range<Int>) -> [Range<Int>] {
        stride(from: groups.lowerBound, to: groups.upperBound, by: CodedUnit.mostGroups).map { first in
            first..<min(first + CodedUnit.mostGroups, groups.upperBound)
        }
    }

    /// The number of the unit that has `place`.
    func unit(of place: Int) -> Int {
        var (low, high) = (0, units.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if units[middle].place <= place { low = middle } else { high = middle }
        }
        return low
    }
}
