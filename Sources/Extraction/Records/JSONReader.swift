import NearestCore

/// A `.json` file: the elements of an array are records, and so are values that stand one behind the other;
/// anything else is one item.
struct JSONReader {
    let source: SourceFile

    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let bytes = try TextDecoder.decode(source.readWhole(), subject: source.subject)
        var parser = JSONParser(bytes)
        var count = 0
        do {
            if parser.isAtEnd() { throw source.unreadable("holds no text") }
            if parser.take("[") {
                try readElements(&parser, count: &count, emit: emit)
            } else {
                try readValues(&parser, count: &count, emit: emit)
            }
        } catch let problem as JSONProblem {
            let reason = "line \(problem.line): not valid JSON: \(PlainText.visible(problem.problem))"
            if count == 0 { throw source.unreadable(reason) }
            return [reason]
        }
        if count == 0 { throw source.unreadable("holds no text") }
        return []
    }

    private func readElements(
        _ parser: inout JSONParser, count: inout Int, emit: (ExtractedItem) throws -> Void
    ) throws {
        if !parser.take("]") {
            var record = 0
            repeat {
                let value = try parser.value()
                record += 1
                if try self.emit(value, record: record, emit) { count += 1 }
            } while try parser.continues(until: "]")
        }
        if !parser.isAtEnd() { throw parser.problem("there is more behind the array") }
    }

    private func readValues(_ parser: inout JSONParser, count: inout Int, emit: (ExtractedItem) throws -> Void)
        throws
    {
        let first = try parser.value()
        if parser.isAtEnd() {
            if try self.emit(first, record: nil, emit) { count = 1 }
            return
        }
        guard case .object = first else { throw parser.problem("there is more behind the value") }
        var record = 1
        if try self.emit(first, record: record, emit) { count = 1 }
        while !parser.isAtEnd() {
            let value = try parser.value()
            record += 1
            if try self.emit(value, record: record, emit) { count += 1 }
        }
    }

    /// - Returns: whether the value holds text.
    private func emit(_ value: JSONValue, record: Int?, _ emit: (ExtractedItem) throws -> Void) throws -> Bool {
        let document = JSONRecord.document(of: value)
        if document.isBlank { return false }
        try emit(ExtractedItem(record: record, document: document))
        return true
    }
}
