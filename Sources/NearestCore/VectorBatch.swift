/// Vectors of one space, row after row in one array.
package struct VectorBatch: Sendable, Equatable {
    package let dimensions: Int
    /// `count` × `dimensions`, row-major.
    package private(set) var values: [Float]

    /// - Precondition: `values.count` is a multiple of `dimensions`, and `dimensions` is positive.
    package init(dimensions: Int, values: [Float] = []) {
        precondition(dimensions > 0 && values.count % dimensions == 0, "values fill whole rows")
        self.dimensions = dimensions
        self.values = values
    }

    package var count: Int { values.count / dimensions }

    package subscript(row: Int) -> ArraySlice<Float> {
        values[row * dimensions..<(row + 1) * dimensions]
    }

    /// - Precondition: `row` has `dimensions` values.
    package mutating func append(_ row: some Collection<Float>) {
        precondition(row.count == dimensions, "a row has the space's dimensions")
        values.append(contentsOf: row)
    }
}
