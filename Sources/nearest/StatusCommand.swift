import ArgumentParser
import Catalog
import Foundation
import Indexing
import NearestCore

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
        let catalog = try Catalog(readingFrom: location.folder)
        let status = try catalog.status()
        let stores = try status.stores.filter { $0.count > 0 || !$0.space.isPlain }.map {
            try StoreSummary($0, of: location, in: catalog)
        }
        let bytes = FolderSize.bytes(of: location.folder)
        if json {
            StandardStreams.print(
                try JSON.document(StatusReport(location: location, status: status, stores: stores, bytes: bytes)))
        } else {
            StandardStreams.print(text(location: location, status: status, stores: stores, bytes: bytes))
        }
    }

    private func text(
        location: CorpusLocation, status: CorpusStatus, stores: [StoreSummary], bytes: Int64
    ) -> String {
        var lines = [
            "corpus    \(PlainText.visible(location.corpus))",
            "index     \(PlainText.visible(location.folder)) (\(FolderSize.text(bytes)))",
            "holds     \(Summary.counted(status.files - status.skippedFiles, "file")), "
                + "\(Summary.counted(status.items, "item")), \(Summary.holdings(of: status))",
        ]
        if status.skippedFiles > 0 {
            lines.append("skipped   \(Summary.counted(status.skippedFiles, "file")) of a kind that is not read")
        }
        lines += stores.map { "space     \($0.text)" }
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
        /// What values are stored in; nil where the vectors cannot be opened.
        var element: String?
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

    init(location: CorpusLocation, status: CorpusStatus, stores: [StoreSummary], bytes: Int64) {
        corpus = location.corpus
        items = status.items
        segments = status.segments
        modalities = Dictionary(uniqueKeysWithValues: status.modalities.map { ($0.key.rawValue, $0.value) })
        spaces = stores.map { summary in
            let (store, space) = (summary.store, summary.store.space)
            return SpaceReport(
                model: space.model, modality: store.modality, dimensions: space.dimensions, vectors: store.count,
                index: summary.kind, precision: space.precision, metric: space.metric,
                element: summary.element?.name, imported: summary.imported > 0, fingerprint: space.fingerprint)
        }
        failures = status.failures.map { FailureReport(path: $0.path.display, reason: $0.reason) }
        skipped = status.skippedFiles
        self.bytes = bytes
    }
}
