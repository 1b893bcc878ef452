/// What the values of stored vectors are made of.
package enum VectorElement: UInt32, Sendable, CaseIterable {
    case f32 = 1
    /// IEEE 754 binary16: half the bytes, and 11 bits of every value.
    case f16 = 2

    /// What settings and people call it.
    package var name: String {
        switch self {
        case .f32: "f32"
        case .f16: "f16"
        }
    }

    /// - Returns: nil for a name of nothing.
    package init?(name: String) {
        guard let element = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = element
    }

    var bytes: Int {
        switch self {
        case .f32: 4
        case .f16: 2
        }
    }
}
