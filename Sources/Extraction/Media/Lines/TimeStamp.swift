/// Moments as subtitles write them: `1:02:03,456`, `02:03.456`, `02:03`.
enum TimeStamp {
    /// More digits stand for no time that a recording reaches.
    private static let mostDigits = 9

    /// Takes a moment from the front of `bytes`: two or three numbers with colons between them, and a fraction after a
    /// comma or point. (A colon before the fraction, as old lyrics have it, is not told from a third number.)
    ///
    /// - Returns: seconds; nil, with `bytes` as it was, where none stands there.
    static func take(from bytes: inout ArraySlice<UInt8>) -> Double? {
        var rest = bytes
        var numbers: [Double] = []
        while numbers.count < 3, let number = takeNumber(from: &rest) {
            numbers.append(number.value)
            guard rest.first == UInt8(ascii: ":"), numbers.count < 3 else { break }
            rest = rest.dropFirst()
        }
        guard numbers.count >= 2 else { return nil }
        var seconds = numbers.reduce(0) { $0 * 60 + $1 }
        if let mark = rest.first, mark == UInt8(ascii: ",") || mark == UInt8(ascii: ".") {
            var fraction = rest.dropFirst()
            if let number = takeNumber(from: &fraction) {
                // One division, so that the result is the double nearest to what is written.
                let scale = (0..<number.digits).reduce(1.0) { scale, _ in scale * 10 }
                seconds = (seconds * scale + number.value) / scale
                rest = fraction
            }
        }
        bytes = rest
        return seconds
    }

    private static func takeNumber(from bytes: inout ArraySlice<UInt8>) -> (value: Double, digits: Int)? {
        let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, digits.count <= mostDigits else { return nil }
        bytes = bytes[digits.endIndex...]
        return (digits.reduce(0) { $0 * 10 + Double($1 - UInt8(ascii: "0")) }, digits.count)
    }

    /// Two moments with an arrow between them, as SubRip and WebVTT have it; what follows is ignored.
    static func range(in line: ArraySlice<UInt8>) -> (start: Double, end: Double)? {
        var rest = trimmed(line)
        guard let start = take(from: &rest) else { return nil }
        rest = trimmed(rest)
        // Some writers leave a dash or the point of the arrow out, or have more dashes.
        let arrow = rest.prefix { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ">") }
        guard arrow.count >= 2 else { return nil }
        rest = trimmed(rest[arrow.endIndex...])
        guard let end = take(from: &rest) else { return nil }
        return (start, end)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
