/// Some groups of codes around one centre.
///
/// Valid as long as the file that it points into is open.
struct CodedUnit {
    /// Groups a unit at most: what a core's cache holds.
    static let mostGroups = CodeFileLayout.rowsPerChunk / CodeBlock.rowsPerGroup

    /// Which of the search's centres.
    let centre: Int
    let codes: UnsafePointer<UInt64>
    let factors: UnsafePointer<Float>
    let groups: Int
    /// The places that stand for a row; those behind fill up the last group.
    let rows: Int
    /// The row of the first place; the others follow it.
    let firstRow: Int
    /// The row of each place instead, little-endian.
    let numbers: UnsafePointer<UInt32>?
    /// The first place's code of four bits a dimension, where there are such: see `LevelBlock`. The others follow.
    let levels: UnsafePointer<UInt32>?
    /// Where its bounds stand among all.
    var place: Int

    var bounds: Int { groups * CodeBlock.rowsPerGroup }

    /// The row at a place of the unit.
    @inline(__always)
    func row(_ offset: Int) -> Int {
        guard let numbers else { return firstRow + offset }
        return Int(UInt32(littleEndian: numbers[offset]))
    }
}
