import Catalog
import Foundation
import NearestCore

/// The user's editor, opened at a neighbour's place.
enum Editor {
    /// Editors that take `+LINE` before the file's name.
    private static let takesLine: Set<String> = [
        "vi", "vim", "nvim", "gvim", "nano", "emacs", "emacsclient", "kak", "micro", "joe", "ne", "mg", "view",
    ]

    /// Waits until the editor ends.
    ///
    /// - Throws: `NearestError` when there is no editor or the file has gone.
    static func edit(_ neighbour: Neighbour, in location: CorpusLocation) throws {
        let environment = ProcessInfo.processInfo.environment
        let chosen = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty }
        let words = (chosen ?? "vi").split(separator: " ").map(String.init)
        guard let program = words.first, Programs.find(program) != nil else {
            throw NearestError(
                .system, words.first ?? "EDITOR", "this editor is not installed",
                remedy: "Set EDITOR to the one that you use.")
        }
        let path = location.absolutePath(of: neighbour.path)
        var arguments = words.dropFirst().map { Array($0.utf8) }
        let name = program.split(separator: "/").last.map(String.init) ?? program
        if takesLine.contains(name), let line = line(of: neighbour, path: path) {
            arguments.append(Array("+\(line)".utf8))
        }
        _ = try Programs.run(program, arguments: arguments + [path])
    }

    /// The line on which the passage begins: a record's own, or the first that holds the passage's first words.
    private static func line(of neighbour: Neighbour, path: [UInt8]) -> Int? {
        guard neighbour.place.page == nil else { return nil }
        if let record = neighbour.record, ["jsonl", "ndjson"].contains(neighbour.path.fileExtension) {
            return record
        }
        let file = URL(fileURLWithPath: String(decoding: path, as: UTF8.self))
        guard let data = try? Data(contentsOf: file, options: .mappedIfSafe), data.count < 64 << 20,
            let start = neighbour.text.split(whereSeparator: \.isNewline).first
        else { return nil }
        guard let found = data.range(of: Data(start.prefix(60).utf8)) else { return nil }
        return data[..<found.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
    }
}
