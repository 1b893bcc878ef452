extension [UInt8] {
    /// The scalar that begins at `index` of valid UTF-8, and its length in bytes. U+FFFD where `end` cuts it.
    @inline(__always)
    func scalar(at index: Int, before end: Int) -> (Unicode.Scalar, Int) {
        let first = self[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard index + length <= end else { return ("\u{FFFD}", end - index) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(self[index + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    /// How many scalars valid UTF-8 has in `range`.
    func scalarCount(in range: Range<Int>) -> Int {
        var count = 0
        for index in range where self[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// The first index at or after `index` where a scalar begins, or `end`.
    func scalarBoundary(atOrAfter index: Int, before end: Int) -> Int {
        var index = index
        while index < end, self[index] & 0xC0 == 0x80 { index += 1 }
        return index
    }
}
