import NearestCore

/// Pages of a PDF that have no text, rendered one after the other and read.
struct PDFScans {
    let source: SourceFile

    /// A page more than a few hundred is a book: so many are read, and the problem says so.
    private static let mostPages = 300
    /// In seconds, for all pages of a file.
    private static let longestReading = 240.0
    /// A page as grey values, with room for its header.
    private static let greatestPage = TextRecognizer.longest * TextRecognizer.longest + 1024

    /// The words of each page that has some.
    ///
    /// - Parameter pages: counted from 1.
    /// - Throws: `CancellationError`, and what is wrong with the programs as such.
    func words(onPages pages: [Int]) throws -> (words: [Int: String], problems: [String]) {
        guard !pages.isEmpty, TextRecognizer.shared.absence == nil else { return ([:], []) }
        let deadline = ContinuousClock.now + .seconds(Self.longestReading)
        var words: [Int: String] = [:]
        var problems: [String] = []
        for (index, page) in pages.enumerated() {
            try source.cancellation.check()
            if index == Self.mostPages || ContinuousClock.now > deadline {
                problems.append("page \(page) and those behind it without text are not read: they are too many")
                break
            }
            do {
                if let text = try read(page) { words[page] = text }
            } catch let error as NearestError {
                problems.append("page \(page): \(error.problem)")
                // What keeps a program from running keeps it from all pages.
                if words.isEmpty, index < pages.count - 1 {
                    problems.append("the pages behind it without text are not read")
                    break
                }
            }
        }
        return (words, problems)
    }

    private func read(_ page: Int) throws -> String? {
        let output = try PDFPrograms(source: source).run(
            "pdftoppm",
            ["-q", "-f", "\(page)", "-l", "\(page)", "-gray", "-scale-to", "\(TextRecognizer.longest)", "-"],
            maximumOutputBytes: Self.greatestPage)
        guard output.status == 0, let scan = GreyMap(output.text) else { return nil }
        if scan.isBlank { return nil }
        // Most scans are of letters: A4 and its kin.
        let resolution = Double(max(scan.width, scan.height)) / 11.7
        let text = TextRecognizer.shared.read(
            scan.values, width: scan.width, height: scan.height, resolution: resolution
        ).text
        return text.isEmpty ? nil : text
    }
}
