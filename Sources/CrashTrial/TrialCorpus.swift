import Foundation
import NearestCore

/// A folder of files of records, which changes between runs.
struct TrialCorpus {
    let path: String
    /// The texts of each file, by its name.
    private(set) var files: [String: [String]] = [:]
    private var made = 0

    private static let mostRecords = 4_000
    private static let recordsInFile = 100...600

    init(path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// All texts, each of which is one segment.
    var texts: Set<String> { Set(files.values.joined()) }

    /// A seeded change of one or more files.
    ///
    /// - Returns: what was done, in words.
    mutating func change(_ generator: inout SplitMix64) throws -> String {
        let names = files.keys.sorted()
        let count = texts.count
        if count < 1_200 || names.count < 3 {
            for _ in 0..<4 { try write("file-\(made).jsonl", &generator) }
            return "adds 4 files"
        }
        let victims = names.shuffled(using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<3 where count < Self.mostRecords:
            try write("file-\(made).jsonl", &generator)
            return "adds a file"
        case 0..<6:
            for name in victims.prefix(2) { try write(name, &generator) }
            return "replaces 2 files"
        case 6:
            try keepHalf(victims[0], &generator)
            return "replaces half of a file"
        case 7, 8:
            try remove(victims[0])
            try write("file-\(made).jsonl", &generator)
            return "deletes a file and adds another"
        default:
            // Enough dead rows that what is left is written anew.
            for name in victims.prefix(max(1, names.count / 2)) { try remove(name) }
            return "deletes half of the files"
        }
    }

    private mutating func write(_ name: String, _ generator: inout SplitMix64) throws {
        try put((0..<Int.random(in: Self.recordsInFile, using: &generator)).map { text($0) }, in: name)
    }

    private mutating func keepHalf(_ name: String, _ generator: inout SplitMix64) throws {
        let old = files[name] ?? []
        let kept = old.filter { _ in Bool.random(using: &generator) }
        try put(kept + (kept.count..<old.count).map { text($0) }, in: name)
    }

    private func text(_ record: Int) -> String { "Record \(record) of writing \(made) says what nobody else says." }

    private mutating func put(_ texts: [String], in name: String) throws {
        made += 1
        let lines = texts.map { "{\"text\": \"\($0)\"}\n" }.joined()
        try Data(lines.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        files[name] = texts
    }

    private mutating func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
        files[name] = nil
    }
}
