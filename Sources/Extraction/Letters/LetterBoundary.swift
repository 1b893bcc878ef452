/// The lines that part a letter of several parts (RFC 2046, 5.1).
enum LetterBoundary {
    /// What stands between the delimiters; in front of the first and behind the last stands nothing of the letter. The
    /// last part of a letter that was cut has no delimiter behind it.
    static func parts(of body: ArraySlice<UInt8>, _ boundary: String) -> [ArraySlice<UInt8>] {
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var line = body.startIndex
        while line < body.endIndex {
            let end = body[line...].firstIndex(of: 0x0A) ?? body.endIndex
            if let isLast = isDelimiter(body[line..<end], delimiter) {
                if let start { parts.append(withoutLineEnd(body[start..<line])) }
                start = isLast ? nil : min(end + 1, body.endIndex)
                if isLast { return parts }
            }
            line = end + 1
        }
        if let start { parts.append(body[start...]) }
        return parts
    }

    /// - Returns: nil for a line that is no delimiter; else whether it is the last.
    private static func isDelimiter(_ line: ArraySlice<UInt8>, _ delimiter: [UInt8]) -> Bool? {
        guard line.count >= delimiter.count, line.starts(with: delimiter) else { return nil }
        let rest = line.dropFirst(delimiter.count)
        if rest.allSatisfy({ $0 <= 0x20 }) { return false }
        return rest.starts(with: "--".utf8) && rest.dropFirst(2).allSatisfy { $0 <= 0x20 } ? true : nil
    }

    /// The line break in front of a delimiter is the delimiter's.
    private static func withoutLineEnd(_ part: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var part = part
        if part.last == 0x0A { part = part.dropLast() }
        if part.last == 0x0D { part = part.dropLast() }
        return part
    }
}
