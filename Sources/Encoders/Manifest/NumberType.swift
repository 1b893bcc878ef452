import Inference

/// The types of the numbers that go into a network.
enum NumberType: String, CaseIterable, Sendable {
    case f32
    case f16
    case u8
    case i8
    case i32
    case i64

    var elementType: ElementType {
        switch self {
        case .f32: .f32
        case .f16: .f16
        case .u8: .u8
        case .i8: .i8
        case .i32: .i32
        case .i64: .i64
        }
    }

    var isWhole: Bool { self != .f32 && self != .f16 }

    /// The values as this type holds them: whole numbers are rounded, and all are kept within its range.
    func numbers(_ values: [Float]) -> InputTensor.Numbers {
        switch self {
        case .f32: .float(values)
        case .f16: .half(values.map { Float16(max(-65_504, min(65_504, $0))) })
        case .u8: .uint8(values.map { UInt8(max(0, min(255, $0.rounded(.toNearestOrEven)))) })
        case .i8: .int8(values.map { Int8(max(-128, min(127, $0.rounded(.toNearestOrEven)))) })
        // The largest floats below 2³¹ and 2⁶³.
        case .i32: .int32(values.map { Int32(max(-2_147_483_648, min(2_147_483_520, $0.rounded()))) })
        case .i64: .int64(values.map { Int64(max(-0x1p63, min(0x1.fffffep62, $0.rounded()))) })
        }
    }

    /// As above, of whole numbers such as token ids.
    func numbers(_ values: [Int64]) -> InputTensor.Numbers {
        switch self {
        case .i64: .int64(values)
        case .i32: .int32(values.map { Int32(clamping: $0) })
        default: numbers(values.map { Float($0) })
        }
    }
}
