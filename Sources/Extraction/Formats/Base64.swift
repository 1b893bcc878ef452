/// Bytes written as letters (RFC 4648), with line breaks anywhere.
enum Base64 {
    /// - Returns: nil where a letter stands that is none of the 64.
    static func bytes(in letters: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for letter in letters {
            let value: UInt8
            switch letter {
            case 0x41...0x5A: value = letter - 0x41
            case 0x61...0x7A: value = letter - 0x61 + 26
            case 0x30...0x39: value = letter - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            case 0x3D, 0x0A, 0x0D, 0x20, 0x09: continue
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
