/// A field such as `text/plain; charset=utf-8; name*0*=UTF-8''one; name*1=two` (RFC 2045, RFC 2231).
struct StructuredField {
    /// In lower case.
    let value: String
    private var parameters: [String: String] = [:]

    init(_ text: String) {
        let pieces = Self.pieces(of: text)
        value = PlainTextLine.trimmed(pieces.first ?? "").lowercased()
        /// Parts of long parameters by name and number.
        var parts: [String: [Int: (text: String, isEncoded: Bool)]] = [:]
        for piece in pieces.dropFirst() {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let name = PlainTextLine.trimmed(String(piece[..<equals])).lowercased()
            let content = Self.unquoted(String(piece[piece.index(after: equals)...]))
            let marks = name.split(separator: "*", omittingEmptySubsequences: false)
            if marks.count == 1 {
                parameters[name] = EncodedWords.decode(Array(content.utf8))
            } else {
                let number = Int(marks[1]) ?? 0
                parts[String(marks[0]), default: [:]][number] = (content, marks.last == "")
            }
        }
        for (name, pieces) in parts { parameters[name] = Self.joined(pieces) }
    }

    func parameter(_ name: String) -> String? {
        parameters[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Parts in the order of their numbers; the first names the charset in front of two apostrophes.
    private static func joined(_ parts: [Int: (text: String, isEncoded: Bool)]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        for (index, number) in parts.keys.sorted().enumerated() {
            guard let part = parts[number] else { continue }
            guard part.isEncoded else {
                bytes.append(contentsOf: part.text.utf8)
                continue
            }
            var text = part.text[...]
            let marks = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
            if index == 0, marks.count == 3 {
                charset = String(marks[0])
                text = marks[2]
            }
            bytes.append(contentsOf: percentDecoded(Array(text.utf8)))
        }
        return String(decoding: LetterCharset.decode(bytes, charset: charset), as: UTF8.self)
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
        TransferEncoding.quotedPrintable(bytes.map { $0 == UInt8(ascii: "%") ? UInt8(ascii: "=") : $0 }[...])
    }

    /// What semicolons part, save those between quotes.
    private static func pieces(of text: String) -> [String] {
        var pieces = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text.unicodeScalars {
            if character == ";" && !isQuoted {
                pieces.append("")
                continue
            }
            if character == "\"" && !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && !isEscaped
            pieces[pieces.count - 1].unicodeScalars.append(character)
        }
        return pieces
    }

    private static func unquoted(_ text: String) -> String {
        let text = PlainTextLine.trimmed(text)
        guard text.hasPrefix("\""), text.count >= 2 else { return text }
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.dropFirst().unicodeScalars {
            if scalar == "\"" && !isEscaped { break }
            if scalar == "\\" && !isEscaped {
                isEscaped = true
                continue
            }
            isEscaped = false
            result.append(scalar)
        }
        return String(result)
    }
}
