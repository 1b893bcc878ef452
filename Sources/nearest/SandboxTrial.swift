import Extraction
import Foundation
import NearestCore

/// Starts a process that reads files, and lets it try what it must not be able to do.
enum SandboxTrial {
    struct Finding {
        var confinement: Confinement
        /// What it could do all the same.
        var escapes: [String]
    }

    /// - Throws: `NearestError(.system)` when none can be started.
    static func run() throws -> Finding {
        let scratch = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("nearest-sandbox-\(UUID().uuidString)")
        let corpus = scratch.appendingPathComponent("corpus")
        let outside = scratch.appendingPathComponent("outside")
        try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        try Data("not for you".utf8).write(to: outside)
        let probe = ConfinementProbe(
            outside: Array(outside.path.utf8), unused: Array(corpus.appendingPathComponent("made").path.utf8))
        let found = try WorkerFileReader(folder: corpus.path, count: 1)
            .confinement(probe, cancellation: Cancellation())
        return Finding(confinement: found.confinement, escapes: found.escapes)
    }
}
