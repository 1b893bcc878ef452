import Catalog
import NearestCore

/// The closing sentence of an indexing run.
enum Summary {
    static func line(of status: CorpusStatus, result: IndexingProgress) -> String {
        var parts = [
            "\(counted(status.items, "item")), \(holdings(of: status))",
            "\(result.filesRead) read and \(result.segmentsEncoded) embedded in \(Duration(result.elapsedSeconds))",
        ]
        if !status.failures.isEmpty {
            parts.append("\(counted(status.failures.count, "problem")) (`nearest status` lists them)")
        }
        let end = result.phase == .cancelled ? "Stopped; what is committed stays, the next run goes on." : nil
        return ([parts.joined(separator: "; ") + "."] + [end].compactMap { $0 }).joined(separator: " ")
    }

    /// `120 passages`, or all kinds of segments where there are others.
    static func holdings(of status: CorpusStatus) -> String {
        if status.modalities.keys.allSatisfy({ $0 == .text }) { return counted(status.segments, "passage") }
        let kinds = status.modalities.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.rawValue)" }
        return "\(counted(status.segments, "segment")) (\(kinds.joined(separator: ", ")))"
    }

    /// A number and its noun, in the plural where that is meant.
    static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    /// Seconds as people say them: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    struct Duration: CustomStringConvertible {
        let seconds: Double

        init(_ seconds: Double) {
            self.seconds = max(0, seconds)
        }

        var description: String {
            switch seconds {
            case ..<10: "\((seconds * 10).rounded() / 10) s"
            case ..<60: "\(Int(seconds)) s"
            case ..<3_600: "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
            default: "\(Int(min(seconds, 1e9)) / 3_600) h \(Int(min(seconds, 1e9)) % 3_600 / 60) min"
            }
        }
    }
}
