/// Decoding of a Swift string into the scalars that the stages work on.
enum RawText {
    /// The Unicode scalars of `text`.
    static func scalars(of text: some StringProtocol) -> [UInt32] {
        text.utf8.withContiguousStorageIfAvailable(decode) ?? text.unicodeScalars.map(\.value)
    }

    /// The scalars of `utf8`, which was found valid when its file was read.
    static func scalars(of utf8: ArraySlice<UInt8>) -> [UInt32] {
        utf8.withUnsafeBufferPointer(decode)
    }

    /// `utf8` as scalars. It is valid, as a `String` always is, so that lead bytes alone
    /// tell how long each sequence is; the bounds are checked all the same.
    private static func decode(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt32] {
        Array(unsafeUninitializedCapacity: utf8.count) { output, count in
            var position = 0
            count = 0
            func continuation(_ distance: Int) -> UInt32 {
                position + distance < utf8.count ? UInt32(utf8[position + distance] & 0x3F) : 0
            }
            while position < utf8.count {
                let lead = UInt32(utf8[position])
                switch lead {
                case 0..<0x80:
                    output[count] = lead
                    position += 1
                case 0x80..<0xE0:
                    output[count] = (lead & 0x1F) << 6 | continuation(1)
                    position += 2
                case 0xE0..<0xF0:
                    output[count] = (lead & 0x0F) << 12 | continuation(1) << 6 | continuation(2)
                    position += 3
                default:
                    output[count] =
                        (lead & 0x07) << 18 | continuation(1) << 12 | continuation(2) << 6 | continuation(3)
                    position += 4
                }
                count += 1
            }
        }
    }

    /// `scalars` as a string.
    static func string(of scalars: some Sequence<UInt32>) -> String {
        var view = String.UnicodeScalarView()
        for scalar in scalars { view.append(Unicode.Scalar(scalar) ?? "\u{FFFD}") }
        return String(view)
    }
}
