/// A picture while an RTF file is read: hexadecimal digits, or bytes as they are.
struct RichTextPicture {
    var digits: [UInt8] = []
    var bytes: [UInt8] = []
    /// Whether it is a PNG or a JPEG; metafiles are no pictures here.
    var isKnown = false

    /// The picture's own file; empty for a format that is not known.
    var file: [UInt8] {
        if !isKnown || !bytes.isEmpty { return isKnown ? bytes : [] }
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            HexDigits.byte(digits[$0], digits[$0 + 1])
        }
    }
}
