/// The UTF-8 of scalars.
enum UTF8Bytes {
    /// How many bytes `scalar` takes.
    @inline(__always)
    static func count(of scalar: UInt32) -> Int {
        scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }

    /// Calls `body` with each byte of `scalar`.
    @inline(__always)
    static func forEach(of scalar: UInt32, _ body: (UInt8) -> Void) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch count(of: scalar) {
        case 1: body(UInt8(scalar))
        case 2:
            body(UInt8(0xC0 | scalar >> 6))
            body(tail(0))
        case 3:
            body(UInt8(0xE0 | scalar >> 12))
            body(tail(6))
            body(tail(0))
        default:
            body(UInt8(0xF0 | scalar >> 18 & 7))
            body(tail(12))
            body(tail(6))
            body(tail(0))
        }
    }

    static func of(_ scalars: some Sequence<UInt32>) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in scalars { forEach(of: scalar) { bytes.append($0) } }
        return bytes
    }
}
