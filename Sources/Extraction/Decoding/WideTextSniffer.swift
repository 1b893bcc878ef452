/// Recognises UTF-16 and UTF-32 without a byte order mark.
enum WideTextSniffer {
    /// - Returns: nil when the bytes are no text of two or four bytes a character.
    static func encoding(of head: ArraySlice<UInt8>) -> CharacterEncoding? {
        let bytes = Array(head.prefix(4096))
        guard bytes.count >= 4, bytes.contains(0) else { return nil }
        if let encoding = utf32(bytes) { return encoding }
        if bytes.count < 4096 && bytes.count % 2 == 1 { return nil }
        let little = plausibility(units(bytes, isLittleEndian: true))
        let big = plausibility(units(bytes, isLittleEndian: false))
        if max(little, big) < 0.02 { return nil }
        return little >= big ? .utf16LittleEndian : .utf16BigEndian
    }

    /// No scalar is above 0x10FFFF, so a quarter of the bytes are zeros, all in one place.
    private static func utf32(_ bytes: [UInt8]) -> CharacterEncoding? {
        let whole = bytes.count / 4 * 4
        if whole < 8 { return nil }
        func isValid(_ order: [Int]) -> Bool {
            stride(from: 0, to: whole, by: 4).allSatisfy { start in
                let value = order.reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[start + $1]) }
                return value != 0 && Unicode.Scalar(value) != nil
            }
        }
        if isValid([3, 2, 1, 0]) { return .utf32LittleEndian }
        if isValid([0, 1, 2, 3]) { return .utf32BigEndian }
        return nil
    }

    private static func units(_ bytes: [UInt8], isLittleEndian: Bool) -> [UInt16] {
        stride(from: 0, to: bytes.count / 2 * 2, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittleEndian ? second << 8 | first : first << 8 | second
        }
    }

    /// The share of units that every text has: letters and blanks of ASCII, ideographic stops. 0 where a unit can
    /// be none of a text.
    private static func plausibility(_ units: [UInt16]) -> Double {
        var common = 0
        var expectsLow = false
        for unit in units {
            let isLow = unit & 0xFC00 == 0xDC00
            if isLow != expectsLow { return 0 }
            expectsLow = unit & 0xFC00 == 0xD800
            switch unit {
            case 0...8, 0x0E...0x1F, 0xFFFE, 0xFFFF, 0xE000...0xF8FF: return 0
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x3000...0x3002, 0xFF0C: common += 1
            default: break
            }
        }
        return common < 2 ? 0 : Double(common) / Double(units.count)
    }
}
