/// The rows of a sheet: of formulas the values that were computed last.
final class SheetHandler: XMLHandler {
    private let composer: DocumentComposer
    private let strings: [[UInt8]]
    private let formats: NumberFormats
    private let isFrom1904: Bool
    private var row: [[UInt8]] = []
    private var type = ""
    private var style: String?
    private var value: [UInt8] = []
    private var isValue = false
    private var phonetic = 0

    init(composer: DocumentComposer, strings: [[UInt8]], formats: NumberFormats, isFrom1904: Bool) {
        self.composer = composer
        self.strings = strings
        self.formats = formats
        self.isFrom1904 = isFrom1904
    }

    func start(_ name: String, _ attributes: XMLAttributes) throws {
        switch name {
        case "x:row":
            if composer.isFull { throw SheetIsFull() }
            row = []
        case "x:c":
            type = attributes["t"] ?? "n"
            style = attributes["s"]
            value = []
        case "x:rPh": phonetic += 1
        case "x:v": isValue = true
        case "x:t": isValue = phonetic == 0
        default: break
        }
    }

    func end(_ name: String) {
        switch name {
        case "x:v", "x:t": isValue = false
        case "x:rPh": phonetic = max(0, phonetic - 1)
        case "x:c": if !value.isEmpty { row.append(cell()) }
        case "x:row": composer.addRow(row)
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if isValue { value.append(contentsOf: utf8) }
    }

    /// What the cell shows; empty for an error such as a division by zero.
    private func cell() -> [UInt8] {
        switch type {
        case "s":
            let index = Int(String(decoding: value, as: UTF8.self)) ?? -1
            return strings.indices.contains(index) ? strings[index] : []
        case "b": return Array((value == [UInt8(ascii: "0")] ? "FALSE" : "TRUE").utf8)
        case "e": return []
        case "n": return Array(number(String(decoding: value, as: UTF8.self)).utf8)
        default: return value
        }
    }

    private func number(_ digits: String) -> String {
        guard let number = Double(digits) else { return digits }
        let form = formats.form(ofStyle: style)
        if let date = SerialDate.text(of: number, as: form, from1904: isFrom1904) { return date }
        let isWhole = number == number.rounded() && abs(number) < 1e15
        return isWhole ? String(Int(number)) : String(number)
    }
}

/// Thrown when the rest of a sheet would only be dropped.
struct SheetIsFull: Error {}
