import Foundation
import NearestCore

/// The figures of `nearest bench query`, in milliseconds.
struct QueryBenchReport: Encodable {
    struct Spread: Encodable {
        var median = 0.0
        var p90 = 0.0

        init() {}

        init(_ values: [Double]) {
            let sorted = values.sorted()
            guard !sorted.isEmpty else { return }
            median = Self.rounded(sorted[(sorted.count - 1) / 2])
            p90 = Self.rounded(sorted[(sorted.count - 1) * 9 / 10])
        }

        private static func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
    }

    /// What a space takes by itself, while the others are searched beside it.
    struct Part: Encodable {
        var model: String
        var encode: Spread
        var search: Spread
    }

    var questions = 0
    var rounds = 0
    var k = 0
    /// Segments that were looked at.
    var searched = 0
    /// From before the index is opened to the first answer, models loaded meanwhile.
    var firstMilliseconds = 0.0
    var whole = Spread()
    var encode = Spread()
    var search = Spread()
    var words = Spread()
    var fuse = Spread()
    var read = Spread()
    var spaces: [Part] = []
    /// Without pages of files.
    var residentBytes = 0
    /// What was left out.
    var notes: [String] = []

    enum CodingKeys: String, CodingKey {
        case questions, rounds, k, searched, whole, encode, search, words, fuse, read, spaces, notes
        case firstMilliseconds = "first_ms"
        case residentBytes = "resident_bytes"
    }

    init() {}

    init(
        _ outcomes: [SearchOutcome], questions: Int, rounds: Int, k: Int, searched: Int, firstMilliseconds: Double,
        residentBytes: Int, notes: [String]
    ) {
        (self.questions, self.rounds, self.k, self.searched) = (questions, rounds, k, searched)
        self.firstMilliseconds = firstMilliseconds
        self.residentBytes = residentBytes
        self.notes = notes
        func spread(_ part: (SearchTimings) -> Double) -> Spread { Spread(outcomes.map { part($0.timings) }) }
        whole = Spread(outcomes.map(\.elapsedMilliseconds))
        encode = spread(\.encode)
        search = spread(\.search)
        words = spread(\.words)
        fuse = spread(\.fuse)
        read = spread(\.read)
        let all = outcomes.flatMap(\.timings.spaces)
        var models: [String] = []
        for space in all where !models.contains(space.model) { models.append(space.model) }
        spaces = models.map { model in
            let own = all.filter { $0.model == model }
            return Part(model: model, encode: Spread(own.map(\.encode)), search: Spread(own.map(\.search)))
        }
    }

    /// A table for people.
    var text: String {
        var lines = [
            "\(questions) questions, \(rounds) rounds, k \(k), \(searched) segments in \(spaces.count) spaces",
            Self.line("ms", "median", "p90"),
        ]
        let parts = [("whole", whole), ("encode", encode), ("search", search), ("words", words), ("fuse", fuse)]
        lines += (parts + [("read", read)]).map { Self.line($0.0, $0.1) }
        for space in spaces {
            lines.append(space.model)
            lines += [("  encode", space.encode), ("  search", space.search)].map { Self.line($0.0, $0.1) }
        }
        lines.append(
            String(format: "first answer after %.0f ms, models and all; ", firstMilliseconds)
                + "\(FolderSize.text(Int64(residentBytes))) in memory besides the pages of files")
        return (lines + notes).joined(separator: "\n")
    }

    private static func line(_ name: String, _ spread: Spread) -> String {
        line(name, String(format: "%.2f", spread.median), String(format: "%.2f", spread.p90))
    }

    private static func line(_ name: String, _ median: String, _ p90: String) -> String {
        func right(_ cell: String) -> String { String(repeating: " ", count: max(1, 10 - cell.count)) + cell }
        return name + String(repeating: " ", count: max(1, 10 - name.count)) + right(median) + right(p90)
    }
}
