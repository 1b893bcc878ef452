/// What one run of a network gave under one of its outputs' names.
package struct OutputTensor: Sendable, Equatable {
    package let dimensions: [Int]
    /// Row-major.
    package let values: [Float]
}
