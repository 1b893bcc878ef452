/// What the number formats of a workbook (ISO/IEC 29500-1, 18.8.30) say of the numbers in its cells.
struct NumberFormats {
    enum Form: Hashable {
        case number, date, time, dateTime, elapsed
    }

    /// By the index that cells have for a style.
    private var forms: [Form] = []

    init(_ name: String?, in archive: DocumentArchive) throws {
        guard let name, archive.holds(name) else { return }
        let reader = Reader()
        _ = try archive.parse(name, with: reader)
        forms = reader.formats.map { id in reader.codes[id].map(Self.form) ?? Self.builtIn(id) }
    }

    func form(ofStyle style: String?) -> Form {
        guard let index = style.flatMap({ Int($0) }), forms.indices.contains(index) else { return .number }
        return forms[index]
    }

    /// What a format's code makes of a number: dates have days or years, times hours or seconds.
    static func form(of code: String) -> Form {
        var isDate = false
        var isTime = false
        var isElapsed = false
        var rest = code.lowercased()[...]
        while let character = rest.popFirst() {
            switch character {
            case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": rest = rest.dropFirst()
            case "[":
                let inside = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(inside.count + 1)
                if !inside.isEmpty, ["h", "m", "s"].contains(where: { inside.allSatisfy(Set($0).contains) }) {
                    isElapsed = true
                }
            // What stands behind is for negative numbers.
            case ";": rest = ""
            case "d", "y": isDate = true
            case "h", "s": isTime = true
            case "g": if rest.hasPrefix("eneral") { rest = rest.dropFirst(6) }
            case "m": if !isTime && !rest.contains("s") { isDate = true }
            default: break
            }
        }
        if isElapsed { return .elapsed }
        return isDate ? isTime ? .dateTime : .date : isTime ? .time : .number
    }

    private static func builtIn(_ id: Int) -> Form {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: .date
        case 18...21, 32...35, 45, 47, 55, 56: .time
        case 22: .dateTime
        case 46: .elapsed
        default: .number
        }
    }

    private final class Reader: XMLHandler {
        var codes: [Int: String] = [:]
        var formats: [Int] = []
        private var isInCells = false

        func start(_ name: String, _ attributes: XMLAttributes) {
            switch name {
            case "x:numFmt":
                if let id = attributes["numFmtId"].flatMap({ Int($0) }) { codes[id] = attributes["formatCode"] }
            case "x:cellXfs": isInCells = true
            case "x:xf" where isInCells: formats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
            default: break
            }
        }

        func end(_ name: String) {
            if name == "x:cellXfs" { isInCells = false }
        }
    }
}
