import NearestCore

/// An address by which one file refers to another.
enum MemberAddress {
    /// The path that a relative address means.
    ///
    /// - Parameters:
    ///   - address: as it stands in the file: percent-encoded, perhaps with a query or a fragment behind.
    ///   - base: the path of the file that holds it.
    ///   - isRooted: whether a leading slash means the root of `base`; else such an address is none.
    /// - Returns: nil for an address of another kind (`https:`, `data:`), and for one that leads out of the root.
    static func resolve(_ address: String, from base: CorpusPath, isRooted: Bool = false) -> CorpusPath? {
        let text = Array(address.utf8.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") })
        let trimmed = text[...].trimmedOfBlanks()
        if trimmed.isEmpty || hasScheme(trimmed) || trimmed.starts(with: "//".utf8) { return nil }
        let decoded = decoded(trimmed)
        let slash = UInt8(ascii: "/")
        let isFromRoot = decoded.first == slash
        if decoded.contains(0) || isFromRoot && !isRooted { return nil }
        var path = isFromRoot ? [] : Array(base.bytes.split(separator: slash).dropLast())
        for component in decoded.split(separator: slash) {
            if component.elementsEqual(".".utf8) { continue }
            if !component.elementsEqual("..".utf8) {
                path.append(component)
            } else if path.popLast() == nil {
                return nil
            }
        }
        return path.isEmpty ? nil : CorpusPath(bytes: path.joined(separator: [slash]))
    }

    /// The same inside an archive, whose root a leading slash means.
    static func resolve(_ address: String, from base: String) -> String? {
        resolve(address, from: CorpusPath(base), isRooted: true).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// A name and a colon in front of the first slash.
    private static func hasScheme(_ text: ArraySlice<UInt8>) -> Bool {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), let first = text.first,
            Unicode.Scalar(first).isASCII, Unicode.Scalar(first).isLetter
        else { return false }
        return text[..<colon].allSatisfy { byte in
            let scalar = Unicode.Scalar(byte)
            return scalar.isASCII && (scalar.isLetter || scalar.isDigit) || "+-.".utf8.contains(byte)
        }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let value = HexDigits.byte(bytes[index + 1], bytes[index + 2])
            {
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
