import Catalog
import NearestCore

/// A vector and what it stands for.
struct ExportedRow {
    var segment: SegmentID
    /// nil for one whose file went away a moment ago.
    var record: SegmentRecord?
    var vector: ArraySlice<Float>

    var path: String? { record?.occurrences.first?.path.display }
}

/// Takes the vectors of an export one by one.
protocol ExportWriter: AnyObject {
    func write(_ row: ExportedRow) throws

    /// Puts what was written in its place; without it nothing is left behind.
    func finish() throws
}
