/// GPT-2's visible spelling of bytes: printable characters stand for themselves, the other bytes for the letters
/// from U+0100 on, in order.
enum ByteAlphabet {
    /// The scalar of each byte.
    static let scalars: [UInt32] = {
        var next: UInt32 = 0x100
        return (0..<256 as Range<UInt32>).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return byte
            default:
                next += 1
                return next - 1
            }
        }
    }()

    /// Ġ, the scalar of the space.
    static let space: UInt32 = 0x120

    private static let bytes = Dictionary(uniqueKeysWithValues: zip(scalars, 0...UInt8.max))

    /// The byte that a scalar stands for; nil for one that stands for none.
    static func byte(of scalar: UInt32) -> UInt8? { bytes[scalar] }
}
