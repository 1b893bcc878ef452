/// Writes small PDF files: Helvetica, a line of text under the other.
struct PDFBuilder {
    /// The lines of each page. `\u{FB01}` is written as the font's fi ligature.
    var pages: [[String]]
    var title: String?
    /// With a password that nobody knows: the check values are arbitrary, so no password fits.
    var isEncrypted = false

    func build() -> [UInt8] {
        var objects: [String] = []
        let kids = pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ")
        objects.append("<< /Type /Catalog /Pages 2 0 R >>")
        objects.append("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
        objects.append(
            """
            << /Type /Font /Subtype /Type1 /BaseFont /Helvetica \
            /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi] >> >>
            """)
        for (index, lines) in pages.enumerated() {
            objects.append(
                """
                << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(5 + 2 * index) 0 R \
                /Resources << /Font << /F1 3 0 R >> >> >>
                """)
            let shown = lines.map { "(\(Self.escape($0))) Tj 0 -14 Td" }.joined(separator: "\n")
            let content = "BT /F1 11 Tf 72 760 Td\n\(shown)\nET"
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
        }
        objects.append("<< /Title (\(title ?? "")) >>")
        let info = objects.count
        let key = String(repeating: "ab", count: 32)
        if isEncrypted { objects.append("<< /Filter /Standard /V 1 /R 2 /O <\(key)> /U <\(key)> /P -4 >>") }
        return Self.file(objects, info: info, encrypt: isEncrypted ? objects.count : nil)
    }

    private static func escape(_ line: String) -> String {
        var escaped = ""
        for character in line {
            switch character {
            case "(", ")", "\\": escaped += "\\\(character)"
            case "\u{FB01}": escaped += "\\001"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    private static func file(_ objects: [String], info: Int, encrypt: Int?) -> [UInt8] {
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            file += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        let id = "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
        let encryption = encrypt.map { "/Encrypt \($0) 0 R" } ?? ""
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info \(info) 0 R \(id) \(encryption) >>\n"
        file += "startxref\n\(start)\n%%EOF\n"
        return Array(file.utf8)
    }
}
