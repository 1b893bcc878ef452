/// How the bytes of a part are written in a letter (RFC 2045, 6).
enum TransferEncoding {
    static func decode(_ bytes: ArraySlice<UInt8>, _ name: String) -> [UInt8] {
        switch PlainTextLine.trimmed(name).lowercased() {
        case "base64": base64(bytes)
        case "quoted-printable": quotedPrintable(bytes)
        default: Array(bytes)
        }
    }

    /// What is no digit is passed over, and what is left at the end that makes no byte.
    static func base64(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            guard let value = base64Value(byte) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }

    private static func base64Value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    /// An equals sign at the end of a line joins it with the next; one before two digits is a byte; others stay.
    static func quotedPrintable(_ bytes: ArraySlice<UInt8>, underscoreIsSpace: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "_"), underscoreIsSpace {
                result.append(0x20)
            } else if byte != UInt8(ascii: "=") {
                result.append(byte)
            } else if index + 1 < bytes.endIndex, let value = HexDigits.byte(bytes[index], bytes[index + 1]) {
                result.append(value)
                index += 2
            } else if let next = bytes[index...].firstIndex(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }),
                bytes[next] == 0x0A
            {
                index = next + 1
            } else if bytes[index...].allSatisfy({ $0 <= 0x20 }) {
                break
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
