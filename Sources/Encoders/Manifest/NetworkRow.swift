/// One input's part of what a run gave under one output.
struct NetworkRow: Sendable {
    /// Without the batch.
    let dimensions: [Int]
    /// Row-major.
    let values: ArraySlice<Float>
}
