import Inference
import NearestCore

/// The names of classes in a file of text, in the order of the network's scores.
///
/// Three forms are told apart by their lines:
///
///     tench, Tinca tinca                     a name a line
///     0 tench, Tinca tinca                   the index before the name, as torch's and ImageNet's lists have it
///     index,mid,display_name                 AudioSet's table, whose last column is the name
///     0,/m/09x0r,Speech
enum LabelsFile {
    /// The largest list of classes that is known has some tens of thousands of names.
    private static let largest = 16 << 20

    /// - Throws: `NearestError(.brokenModel)` that names the file and the line.
    static func read(_ path: String) throws -> [String] {
        let bytes = try Disk.read(path, upTo: largest + 1)
        guard bytes.count <= largest, let text = String(validating: bytes, as: UTF8.self) else {
            throw broken(path, "it is no file of labels: it is too long, or not UTF-8")
        }
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(trimmed)
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard let first = lines.first else { throw broken(path, "it names no class") }
        if first.lowercased() == "index,mid,display_name" { return try table(lines.dropFirst(), path) }
        let numbered = lines.map(numbered)
        if numbered.enumerated().allSatisfy({ $1?.index == $0 }) { return numbered.compactMap { $0?.name } }
        for (number, line) in lines.enumerated() where line.isEmpty {
            throw broken(path, "its line \(number + 1) is empty where a class is named")
        }
        return lines
    }

    private static func trimmed(_ line: Substring) -> String {
        let start = line.drop { $0.isWhitespace }
        return String(start.prefix(start.count - start.reversed().prefix { $0.isWhitespace }.count))
    }

    /// `7 cock` in its parts; nil for a line that begins with no number.
    private static func numbered(_ line: String) -> (index: Int, name: String)? {
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line.dropFirst(digits.count)
        guard let index = Int(digits), let separator = rest.first, " \t:,".contains(separator) else { return nil }
        let name = trimmed(rest.dropFirst())
        return name.isEmpty ? nil : (index, name)
    }

    private static func table(_ lines: ArraySlice<String>, _ path: String) throws -> [String] {
        try lines.enumerated().map { index, line in
            let fields = line.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, Int(fields[0]) == index, !fields[2].isEmpty else {
                throw broken(path, "its line \(index + 2) is not \(index),MID,NAME")
            }
            let name = fields[2]
            guard name.count > 1, name.first == "\"", name.last == "\"" else { return String(name) }
            return String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
    }

    private static func broken(_ path: String, _ problem: String) -> NearestError {
        NearestError(.brokenModel, path, problem, remedy: "Write a class a line, in the order of the scores.")
    }
}
