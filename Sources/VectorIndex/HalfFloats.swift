internal import CVectorKernels

/// 16-bit floats (IEEE 754 binary16) and 32-bit ones.
enum HalfFloats {
    /// Each value as the nearest 16-bit float; one that is too large becomes infinite.
    static func encode(_ values: [Float]) -> [UInt16] {
        [UInt16](unsafeUninitializedCapacity: values.count) { buffer, count in
            if let start = buffer.baseAddress { cvk_to_half(values, values.count, start) }
            count = values.count
        }
    }

    static func decode(
        _ halves: UnsafePointer<UInt16>, count: Int, into values: UnsafeMutablePointer<Float>
    ) {
        cvk_from_half(halves, count, values)
    }
}
