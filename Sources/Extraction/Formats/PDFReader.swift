import NearestCore

/// PDF: the words of its pages, read from the picture of a page that has none, and the pictures that stand on them.
struct PDFReader {
    let source: SourceFile

    private var programs: PDFPrograms { PDFPrograms(source: source) }

    /// Hands over the document, where it has words, then its pictures in their order.
    ///
    /// - Returns: what was wrong with a part of the file.
    /// - Throws: `NearestError.unreadable` with the reason in the user's words; what `emit` throws.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let file = try source.open()
        if file.size > source.limits.maximumPDFBytes {
            throw source.unreadable("is \(file.size >> 20) MiB, over the limit for a PDF")
        }
        // pdfinfo looks at the whole structure and no page, so it says what is wrong in a few lines.
        let info = try programs.run("pdfinfo", ["-isodates", "-"], maximumOutputBytes: 1 << 20)
        let messages = String(decoding: info.messages, as: UTF8.self)
        if info.status != 0 { throw source.unreadable(Self.reason(in: messages)) }
        let text = try programs.run(
            "pdftotext", ["-q", "-enc", "UTF-8", "-eol", "unix", "-", "-"],
            maximumOutputBytes: Int(clamping: source.limits.maximumTextBytes))
        if text.status == 3 { throw source.unreadable("does not permit its text to be taken out") }
        let isDamaged = text.status != 0 || messages.contains("Syntax Error")
        var problems = isDamaged ? ["the PDF is damaged; what could be saved was"] : []
        let scans = try PDFScans(source: source).words(onPages: PDFText.blankPages(of: text.text))
        problems += scans.problems
        let document = PDFText.document(of: text.text, scans: scans.words)
        let isBlank = document.isBlank
        if !isBlank {
            try emit(item(of: document, info: String(decoding: info.text, as: UTF8.self)))
        }
        let pictures = PDFPictures(source: source, captions: PDFText.captions(in: document))
        // The page of a scan is the picture of its words, which are there already.
        let (count, faults) = try pictures.read(leavingOut: Set(scans.words.keys), emit: emit)
        if isBlank, count == 0 { throw refusal(isDamaged: isDamaged) }
        return problems + faults
    }

    private func item(of document: StructuredText, info: String) -> ExtractedItem {
        var document = document
        document.title = PDFText.title(in: info)
        var item = ExtractedItem(document: document)
        item.metadata = PDFText.metadata(in: info)
        return item
    }

    /// Why there is nothing; it may pass where reading the pictures of pages could mend it.
    private func refusal(isDamaged: Bool) -> NearestError {
        if isDamaged { return source.unreadable("is damaged: no text could be saved") }
        let problem = "no page holds text; is it a scan?"
        switch TextRecognizer.shared.absence {
        case nil: return source.unreadable(problem)
        case .noLibrary, .noLanguage:
            return source.unreadable(
                problem, remedy: "Install tesseract-ocr-eng, which reads the words of scans, then index again.",
                mayPass: true)
        }
    }

    private static func reason(in messages: String) -> String {
        if messages.contains("Incorrect password") { return "is encrypted and needs a password" }
        let first = messages.split(separator: "\n").lazy
            .compactMap { line in line.firstRange(of: "Error").map { line[$0.upperBound...] } }
            .map { $0.drop { !$0.isLetter } }
            .first { !$0.isEmpty }
        return first.map { "is damaged or cut short: \(PlainText.oneLine(String($0)))" }
            ?? "is damaged or cut short"
    }
}
