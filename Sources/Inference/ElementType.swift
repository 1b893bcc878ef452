/// The type of a tensor's numbers. Raw values are ONNX's `TensorProto.DataType`.
package enum ElementType: Int32, Sendable, CaseIterable {
    case f32 = 1
    case u8 = 2
    case i8 = 3
    case i32 = 6
    case i64 = 7
    case bool = 9
    case f16 = 10
    case f64 = 11
    case bf16 = 16

    /// Bytes of one number.
    package var byteCount: Int {
        switch self {
        case .u8, .i8, .bool: 1
        case .f16, .bf16: 2
        case .f32, .i32: 4
        case .i64, .f64: 8
        }
    }
}
