/// What the values of stored vectors are made of.
package enum VectorElement: UInt32, Sendable, CaseIterable {
    case f32 = 1
    /// IEEE 754 binary16: half the bytes, and 11 bits of every value.
    case f16 = 2

    var bytes: Int {
        switch self {
        case .f32: 4
        case .f16: 2
        }
    }
}
