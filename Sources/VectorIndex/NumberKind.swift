internal import CVectorKernels

/// What the numbers of a file that was made elsewhere are. All are little-endian.
package enum NumberKind: String, Sendable {
    case f16 = "f2"
    case f32 = "f4"
    case f64 = "f8"
    case u8 = "u1"
    case i8 = "i1"
    case i32 = "i4"
    case u32 = "u4"
    case i64 = "i8"
    case u64 = "u8"

    /// NumPy's names begin with the byte order; nil for what is not read here, other byte orders included.
    init?(numpy name: String) {
        guard let order = name.first, "<|=".contains(order) else { return nil }
        // NumPy counts bytes, so its `u1` and `i1` are bytes and its `i8` has eight of them.
        self.init(rawValue: String(name.dropFirst()))
    }

    var bytes: Int {
        switch self {
        case .u8, .i8: 1
        case .f16: 2
        case .f32, .i32, .u32: 4
        case .f64, .i64, .u64: 8
        }
    }

    /// Whether vectors may be made of it: whole numbers above 24 bits would lose digits, so they are row numbers.
    var isVectorElement: Bool {
        switch self {
        case .f16, .f32, .f64, .u8, .i8: true
        case .i32, .u32, .i64, .u64: false
        }
    }

    /// `count` numbers as floats; beyond a float's range they become infinite.
    func floats(_ start: UnsafeRawPointer, count: Int, into values: UnsafeMutablePointer<Float>) {
        func each<Number>(_: Number.Type, _ convert: (Number) -> Float) {
            for index in 0..<count {
                let number = start.loadUnaligned(fromByteOffset: index * bytes, as: Number.self)
                values[index] = convert(number)
            }
        }
        switch self {
        case .f32: UnsafeMutableRawPointer(values).copyMemory(from: start, byteCount: count * 4)
        case .f16:
            each(UInt16.self) { half in
                var (half, value) = (half, Float(0))
                cvk_from_half(&half, 1, &value)
                return value
            }
        case .f64: each(Double.self) { Float($0) }
        case .u8: each(UInt8.self) { Float($0) }
        case .i8: each(Int8.self) { Float($0) }
        case .i32: each(Int32.self) { Float($0) }
        case .u32: each(UInt32.self) { Float($0) }
        case .i64: each(Int64.self) { Float($0) }
        case .u64: each(UInt64.self) { Float($0) }
        }
    }

    /// `count` whole numbers; nil for floats.
    func integers(_ start: UnsafeRawPointer, count: Int) -> [Int]? {
        func each<Number: FixedWidthInteger>(_: Number.Type) -> [Int] {
            (0..<count).map {
                Int(truncatingIfNeeded: start.loadUnaligned(fromByteOffset: $0 * bytes, as: Number.self))
            }
        }
        switch self {
        case .f16, .f32, .f64: return nil
        case .u8: return each(UInt8.self)
        case .i8: return each(Int8.self)
        case .i32: return each(Int32.self)
        case .u32: return each(UInt32.self)
        case .i64: return each(Int64.self)
        case .u64: return each(UInt64.self)
        }
    }
}
