/// The header of a letter or of a part of one (RFC 5322, RFC 2045): fields by name, folded lines joined.
struct LetterHeader {
    private var fields: [(name: String, value: [UInt8])] = []

    /// - Returns: what stands behind the blank line that ends the header.
    init(_ bytes: ArraySlice<UInt8>, body: inout ArraySlice<UInt8>) {
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            var line = rest[..<end]
            if line.last == 0x0D { line = line.dropLast() }
            if line.isEmpty {
                body = rest[(end + 1)...]
                return
            }
            if !add(line) {
                // A line that is no field belongs to the body already.
                body = rest
                return
            }
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty && !add(rest) {
            body = rest
        } else {
            body = rest[rest.endIndex...]
        }
    }

    /// - Returns: whether the line is one of a header.
    private mutating func add(_ line: ArraySlice<UInt8>) -> Bool {
        if line.first == 0x20 || line.first == 0x09 {
            if fields.isEmpty { return false }
            fields[fields.count - 1].value.append(contentsOf: line)
            return true
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            // What a mailbox puts in front of a letter.
            return fields.isEmpty && line.starts(with: "From ".utf8)
        }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        fields.append((name, Array(line[(colon + 1)...])))
        return true
    }

    /// The first field of a name, as it stands in the file.
    private func raw(_ name: String) -> [UInt8]? {
        fields.first { $0.name == name }?.value
    }

    /// A field's text, decoded (RFC 2047); empty where there is none.
    func text(_ name: String) -> String {
        raw(name).map { EncodedWords.decode($0) } ?? ""
    }

    /// A field of a value and parameters (RFC 2045, RFC 2231).
    func structured(_ name: String) -> StructuredField? {
        raw(name).map { StructuredField(String(decoding: $0, as: UTF8.self)) }
    }

    var isEmpty: Bool { fields.isEmpty }
}
