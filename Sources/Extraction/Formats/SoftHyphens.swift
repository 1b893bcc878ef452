/// U+00AD, which says where a word may be parted at the end of a line. Whoever searches for the word does not write it.
enum SoftHyphens {
    /// - Parameter text: UTF-8.
    static func removed(from text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        // Few texts have one, and its second byte is rare in others.
        if !text.contains(0xAD) { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            if byte == 0xAD, result.last == 0xC2 { result.removeLast() } else { result.append(byte) }
        }
        return result[...]
    }
}
