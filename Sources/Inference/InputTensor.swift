/// What one run of a network is given under one of its inputs' names.
package struct InputTensor: Sendable {
    package enum Numbers: Sendable {
        case int64([Int64])
        case float([Float])
        case uint8([UInt8])
    }

    package let name: String
    package let dimensions: [Int]
    /// Row-major.
    package let numbers: Numbers

    /// - Precondition: the values fill the dimensions exactly.
    package init(_ name: String, _ dimensions: [Int], _ numbers: Numbers) {
        let count =
            switch numbers {
            case .int64(let values): values.count
            case .float(let values): values.count
            case .uint8(let values): values.count
            }
        precondition(dimensions.reduce(1, *) == count, "an input's values fill its dimensions")
        self.name = name
        self.dimensions = dimensions
        self.numbers = numbers
    }
}
