import NearestCore

/// A `.jsonl` file: each line is a record, and a broken line costs only itself.
struct JSONLinesReader {
    let source: SourceFile

    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        var lines = try LineReader(source)
        var problems = ProblemList()
        var firstProblem: String?
        var count = 0
        while let line = try lines.next() {
            let document: StructuredText?
            do throws(JSONProblem) {
                document = try parse(line).map(JSONRecord.document)
            } catch {
                let reason = "line \(lines.number): not valid JSON: \(PlainText.visible(error.problem))"
                firstProblem = firstProblem ?? reason
                problems.add(reason)
                continue
            }
            guard let document else { continue }
            if document.isBlank { continue }
            count += 1
            try emit(ExtractedItem(record: lines.number, document: document))
        }
        if count == 0 { throw source.unreadable(firstProblem ?? "no record holds text") }
        return problems.list
    }

    /// - Returns: nil for a blank line.
    private func parse(_ line: LineReader.Line) throws(JSONProblem) -> JSONValue? {
        switch line {
        case .tooLong:
            let limit = source.limits.maximumRecordBytes >> 20
            throw JSONProblem(offset: 0, line: 1, problem: "the line is longer than \(limit) MiB")
        case .text(let bytes):
            var parser = JSONParser(bytes)
            return parser.isAtEnd() ? nil : try JSONParser.parse(bytes)
        }
    }
}
