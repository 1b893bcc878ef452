import NearestCore

/// The lines of a `.jsonl` file, each an object, as names and values.
final class JSONLineRecords: MetadataRecords {
    private let source: SourceFile
    private var lines: LineReader

    init(_ source: SourceFile) throws {
        self.source = source
        lines = try LineReader(source)
    }

    override func next() throws -> [Field]? {
        while let line = try lines.next() {
            guard case .text(let bytes) = line else { throw broken("it is too long") }
            var parser = JSONParser(bytes)
            if parser.isAtEnd() { continue }
            do throws(JSONProblem) {
                guard case .object(let members) = try JSONParser.parse(bytes) else {
                    throw JSONProblem(offset: 0, line: 1, problem: "it is no object")
                }
                return members.compactMap { member in
                    Self.text(of: member.value).map { Field(name: member.name, value: $0) }
                }
            } catch {
                throw broken(error.problem)
            }
        }
        return nil
    }

    private func broken(_ problem: String) -> NearestError {
        source.unreadable("line \(lines.number): not valid JSON: \(PlainText.visible(problem))")
    }

    /// What is shown of a value; nil for none.
    private static func text(of value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .bool(let truth): truth ? "true" : "false"
        case .number(let digits): digits
        case .string(let text): text
        case .array(let elements): elements.compactMap(text(of:)).joined(separator: ", ")
        case .object(let members):
            members.compactMap { member in text(of: member.value).map { "\(member.name): \($0)" } }
                .joined(separator: ", ")
        }
    }
}
