import NearestCore

/// PDF through poppler's programs, which read the file from their standard input: its name may be anything, and
/// a crash or an endless loop of theirs is one file's failure.
struct PDFReader {
    let source: SourceFile

    /// - Throws: `NearestError.unreadable` with the reason in the user's words.
    func read() throws -> (StructuredText, [String]) {
        let file = try source.open()
        if file.size > source.limits.maximumPDFBytes {
            throw source.unreadable("is \(file.size >> 20) MiB, over the limit for a PDF")
        }
        // pdfinfo looks at the whole structure and no page, so it says what is wrong in a few lines.
        let info = try run("pdfinfo", ["-"], maximumOutputBytes: 1 << 20)
        let messages = String(decoding: info.messages, as: UTF8.self)
        if info.status != 0 { throw source.unreadable(Self.reason(in: messages)) }
        let text = try run(
            "pdftotext", ["-q", "-enc", "UTF-8", "-eol", "unix", "-", "-"],
            maximumOutputBytes: Int(clamping: source.limits.maximumTextBytes))
        if text.status == 3 { throw source.unreadable("does not permit its text to be taken out") }
        var document = PDFText.document(of: text.text)
        let isDamaged = text.status != 0 || messages.contains("Syntax Error")
        if document.isBlank {
            throw source.unreadable(
                isDamaged ? "is damaged: no text could be saved" : "no page holds text; is it a scan?")
        }
        document.title = PDFText.title(in: String(decoding: info.text, as: UTF8.self))
        return (document, isDamaged ? ["the PDF is damaged; what could be saved was"] : [])
    }

    private func run(_ name: String, _ arguments: [String], maximumOutputBytes: Int) throws -> ChildProgram.Output {
        let program = ChildProgram(
            name: name, arguments: arguments, seconds: source.limits.pdfSeconds,
            maximumOutputBytes: maximumOutputBytes)
        do {
            return try program.run(on: source.open(), cancellation: source.cancellation)
        } catch let failure as ChildProgram.Failure {
            switch failure {
            case .notInstalled:
                throw source.unreadable(
                    "cannot be read without \(name)", remedy: "Install poppler-utils, then index again.")
            case .outOfTime: throw source.unreadable("took \(name) longer than \(Int(source.limits.pdfSeconds)) s")
            case .tooMuchOutput: throw source.unreadable("gives more text than the limit")
            case .cannotRun(let reason): throw source.unreadable("\(name) cannot run: \(PlainText.oneLine(reason))")
            }
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
