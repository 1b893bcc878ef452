/// What one run of a network is given at one of its inputs.
package struct InputTensor: Sendable {
    package enum Numbers: Sendable {
        case int64([Int64])
        case int32([Int32])
        case float([Float])
        case half([Float16])
        case uint8([UInt8])
        case int8([Int8])

        package var count: Int {
            switch self {
            case .int64(let values): values.count
            case .int32(let values): values.count
            case .float(let values): values.count
            case .half(let values): values.count
            case .uint8(let values): values.count
            case .int8(let values): values.count
            }
        }
    }

    package let port: PortReference
    package let dimensions: [Int]
    /// Row-major.
    package let numbers: Numbers

    /// - Precondition: the values fill the dimensions exactly.
    package init(_ port: PortReference, _ dimensions: [Int], _ numbers: Numbers) {
        precondition(dimensions.reduce(1, *) == numbers.count, "an input's values fill its dimensions")
        self.port = port
        self.dimensions = dimensions
        self.numbers = numbers
    }

    /// As above, by the input's name.
    package init(_ name: String, _ dimensions: [Int], _ numbers: Numbers) {
        self.init(.name(name), dimensions, numbers)
    }
}
