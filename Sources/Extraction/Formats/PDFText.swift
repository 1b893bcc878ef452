import NearestCore

/// What pdftotext and pdfinfo wrote, made readable.
enum PDFText {
    /// - Parameters:
    ///   - output: UTF-8; every page ends with a form feed.
    ///   - scans: what was read from the pictures of pages without text.
    /// - Returns: the pages joined by form feeds, hyphens at line ends undone, ligatures as letters.
    static func document(of output: [UInt8], scans: [Int: String] = [:]) -> StructuredText {
        var text: [UInt8] = []
        var blocks: [TextBlock] = []
        for (index, page) in pages(of: output).enumerated() {
            if index > 0 { text.append(0x0C) }
            let start = text.count
            let scan = scans[index + 1]
            let parsed = PlainTextParser.parse(clean(scan.map { Array($0.utf8)[...] } ?? page))
            text.append(contentsOf: parsed.utf8)
            for block in parsed.blocks {
                let range = start + block.range.lowerBound..<start + block.range.upperBound
                let evidence: Evidence = scan == nil ? .content : .ocr
                blocks.append(TextBlock(kind: block.kind, range: range, page: index + 1, evidence: evidence))
            }
        }
        var document = StructuredText(utf8: text)
        blocks.forEach { document.mark($0) }
        return document
    }

    private static func pages(of output: [UInt8]) -> [ArraySlice<UInt8>] {
        var pages = output.split(separator: 0x0C, omittingEmptySubsequences: false)
        if pages.last?.isEmpty == true { pages.removeLast() }
        return pages
    }

    /// The pages that show no letter, counted from 1.
    static func blankPages(of output: [UInt8]) -> [Int] {
        pages(of: output).enumerated().filter { $0.element.allSatisfy { $0 <= 0x20 } }.map { $0.offset + 1 }
    }

    /// The paragraphs of each page that say what a picture shows: `Figure 3: …`.
    static func captions(in document: StructuredText) -> [Int: [String]] {
        var captions: [Int: [String]] = [:]
        for block in document.blocks {
            guard let page = block.page else { continue }
            let lines = String(decoding: document.utf8[block.range], as: UTF8.self)
            let words = lines.split(whereSeparator: \.isWhitespace)
            guard words.count > 2, words.count < 200, let first = words.first?.lowercased(),
                ["figure", "fig.", "fig", "abbildung", "abb."].contains(first), words[1].first?.isNumber == true
            else { continue }
            captions[page, default: []].append(words.joined(separator: " "))
        }
        return captions
    }

    /// What pdfinfo reports of the file that a reader would want to know.
    static func metadata(in info: String) -> [MetadataField] {
        let names = ["Author": "author", "Subject": "subject", "Keywords": "keywords", "CreationDate": "created"]
        var fields: [MetadataField] = []
        for line in info.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":"), let name = names[String(line[..<colon])] else { continue }
            var value = PictureText.trimmed(line[line.index(after: colon)...])
            if name == "created" { value = CalendarTime(value)?.text ?? "" }
            let isEmpty = value.isEmpty || ["anonymous", "unspecified", "unknown"].contains(value.lowercased())
            if !isEmpty, value.utf8.count < 4096 { fields.append(MetadataField(name, value)) }
        }
        return fields
    }

    private static func clean(_ page: ArraySlice<UInt8>) -> [UInt8] {
        let scalars = Array(String(decoding: page, as: UTF8.self).unicodeScalars)
        var result: [UInt8] = []
        result.reserveCapacity(page.count)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "\u{AD}" || isHyphen(scalar), let next = afterLineHyphen(at: index, in: scalars) {
                index = next
            } else if scalar == "\u{AD}" || scalar == "\0" {
                index += 1
            } else if scalar == ".", let end = afterLeader(at: index, in: scalars) {
                result.append(contentsOf: "…".utf8)
                index = end
            } else {
                result.append(
                    contentsOf: ligature(scalar)?.utf8.map { $0 } ?? Array(UTF8.encode(scalar) ?? .init()))
                index += 1
            }
        }
        return result
    }

    private static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "\u{2010}"
    }

    /// Where a word goes on that a hyphen at `index` parts at the end of a line; nil when the hyphen is the word's own.
    private static func afterLineHyphen(at index: Int, in scalars: [Unicode.Scalar]) -> Int? {
        let next = index + 2
        guard index > 0, next < scalars.count, scalars[index + 1] == "\n", scalars[index - 1].isLetter,
            scalars[next].isLower
        else { return nil }
        return next
    }

    /// Where a row of dots ends that leads to a page number; nil when the dots are fewer than five.
    private static func afterLeader(at index: Int, in scalars: [Unicode.Scalar]) -> Int? {
        var end = index
        var dots = 0
        while end < scalars.count, scalars[end] == "." || scalars[end] == " " {
            if scalars[end] == "." { dots += 1 }
            end += 1
        }
        while end > index, scalars[end - 1] == " " { end -= 1 }
        return dots >= 5 ? end : nil
    }

    private static func ligature(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0xFB00: "ff"
        case 0xFB01: "fi"
        case 0xFB02: "fl"
        case 0xFB03: "ffi"
        case 0xFB04: "ffl"
        case 0xFB05, 0xFB06: "st"
        default: nil
        }
    }

    /// The title that pdfinfo reports, unless it is what a program puts there by itself.
    static func title(in info: String) -> String? {
        guard let line = info.split(separator: "\n").first(where: { $0.hasPrefix("Title:") }) else { return nil }
        return DocumentTitle.meaningful(String(line.dropFirst(6)))
    }
}
