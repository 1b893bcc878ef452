import ArgumentParser
import Catalog
import Foundation
import NearestCore
import VectorIndex

/// `nearest status`: what the index holds, and what it could not read.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what the index holds and what could not be read.",
        discussion: """
              nearest status -C ~/papers
              nearest status --json | jq '.failures[].path'
            """)

    @OptionGroup var location: LocationOptions

    @Flag(help: "Print the status as JSON.")
    var json = false

    func run() throws {
        let location = try location.existing()
        let status = try Catalog(readingFrom: location.folder).status()
        let bytes = FolderSize.bytes(of: location.folder)
        if json {
            StandardStreams.print(try JSON.document(StatusReport(location: location, status: status, bytes: bytes)))
        } else {
            StandardStreams.print(text(location: location, status: status, bytes: bytes))
        }
    }

    private func text(location: CorpusLocation, status: CorpusStatus, bytes: Int64) -> String {
        var lines = [
            "corpus    \(PlainText.visible(location.corpus))",
            "index     \(PlainText.visible(location.folder)) (\(FolderSize.text(bytes)))",
            "holds     \(status.files - status.skippedFiles) files, \(status.items) items, \(holdings(status))",
        ]
        if status.skippedFiles > 0 {
            lines.append("skipped   \(status.skippedFiles) files of a kind that is not read yet")
        }
        for store in status.stores where store.count > 0 || !store.space.isPlain {
            lines.append(
                "space     \(store.space.model), \(store.modality.rawValue): \(store.count) vectors of "
                    + "\(store.space.dimensions) dimensions, \(kind(of: store.space)), "
                    + location.indexKind(of: store))
        }
        if !status.stores.isEmpty, status.stores.allSatisfy(\.space.isImported) {
            lines.append(
                "queries   no model reads words for imported vectors: measure with `nearest bench search`, or add a "
                    + "model with `nearest index --model ID`")
        }
        if !status.failures.isEmpty {
            lines.append("problems  \(status.failures.count)")
            for failure in status.failures {
                lines.append("  \(failure.path.display): \(PlainText.oneLine(failure.reason))")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// `120 passages`, or all kinds of segments where there are others.
    private func holdings(_ status: CorpusStatus) -> String {
        if status.modalities.keys.allSatisfy({ $0 == .text }) { return "\(status.segments) passages" }
        let kinds = status.modalities.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.rawValue)" }
        return "\(status.segments) segments (\(kinds.joined(separator: ", ")))"
    }

    private func kind(of space: Space) -> String {
        space.isImported
            ? "imported, compared by \(space.metric.rawValue)"
            : space.precision.rawValue
    }
}

extension CorpusLocation {
    /// How the vectors of a store are searched, in words.
    fileprivate func indexKind(of store: StoreRecord) -> String {
        do {
            return try FlatIndex(
                folder: folder + "/" + store.folder, dimensions: store.space.dimensions,
                fingerprint: store.space.fingerprint, committedRows: store.rows
            ).kind.description
        } catch {
            return "cannot be opened: \(PlainText.oneLine(String(describing: error)))"
        }
    }
}

private struct StatusReport: Encodable {
    struct SpaceReport: Encodable {
        var model: String
        var modality: Modality
        var dimensions: Int
        var vectors: Int
        var index: String
        var precision: Precision
        var metric: Metric
        var imported: Bool
        var fingerprint: String
    }

    struct FailureReport: Encodable {
        var path: String
        var reason: String
    }

    var corpus: String
    var items: Int
    var segments: Int
    var modalities: [String: Int]
    var spaces: [SpaceReport]
    var failures: [FailureReport]
    var skipped: Int
    var bytes: Int64

    init(location: CorpusLocation, status: CorpusStatus, bytes: Int64) {
        corpus = location.corpus
        items = status.items
        segments = status.segments
        modalities = Dictionary(uniqueKeysWithValues: status.modalities.map { ($0.key.rawValue, $0.value) })
        spaces = status.stores.filter { $0.count > 0 || !$0.space.isPlain }.map { store in
            SpaceReport(
                model: store.space.model, modality: store.modality, dimensions: store.space.dimensions,
                vectors: store.count, index: location.indexKind(of: store), precision: store.space.precision,
                metric: store.space.metric, imported: store.space.isImported, fingerprint: store.space.fingerprint)
        }
        failures = status.failures.map { FailureReport(path: $0.path.display, reason: $0.reason) }
        skipped = status.skippedFiles
        self.bytes = bytes
    }
}
