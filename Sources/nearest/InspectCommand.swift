import ArgumentParser
import Catalog
import Extraction
import Foundation
import NearestCore

/// `nearest inspect`: what the index made of one file.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show everything the index holds of one file.",
        discussion: """
              nearest inspect notes/whales.md
              nearest inspect -C ~/papers 2019/fin.pdf --json
            """)

    @Argument(help: "The file, relative to the working directory or to the corpus.")
    var path: String

    @OptionGroup var location: LocationOptions

    @Flag(help: "Print it as JSON.")
    var json = false

    func run() throws {
        let location = try corpus()
        let catalog = try Catalog(readingFrom: location.folder)
        let (path, file, failures) = try find(in: catalog, location: location)
        var report = InspectReport(file: file, failures: failures)
        try catalog.forEachItem(at: path) { report.items.append(InspectReport.ItemReport($0)) }
        // Asked afterwards: the catalog is not to be asked from within a visit.
        report.models = try catalog.models(ofFileAt: path)
        StandardStreams.print(json ? try JSON.document(report) : report.text)
    }

    /// The corpus around the working directory, else the one around the file.
    private func corpus() throws -> CorpusLocation {
        do {
            return try location.existing()
        } catch let error as NearestError where error.code == .noIndex && location.corpus == nil {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard let around = try? CorpusLocation(searchingFrom: folder, indexFolder: location.indexFolder) else {
                throw error
            }
            return around
        }
    }

    private func find(
        in catalog: Catalog, location: CorpusLocation
    ) throws -> (CorpusPath, FileRecord, [String]) {
        for candidate in candidates(in: location) {
            if let known = try catalog.file(at: candidate) { return (candidate, known.file, known.failures) }
        }
        let known = try Set(catalog.files().keys)
        for candidate in candidates(in: location) {
            let sidecars = Sidecars(of: Array(known) + [candidate]).byFile
            if let file = sidecars.filter({ $0.value.contains(candidate) }).keys.min() {
                throw NearestError(
                    .invalidArgument, path, "stands beside \(file.display) and is read with it",
                    remedy: "Inspect that file.")
            }
        }
        throw NearestError(
            .invalidArgument, path, "the index does not know this file",
            remedy: "Run `nearest index`; hidden and ignored files are left out.")
    }

    /// The path as seen from the working directory, then as seen from the corpus.
    private func candidates(in location: CorpusLocation) -> [CorpusPath] {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
        var candidates: [CorpusPath] = []
        if absolute.hasPrefix(location.corpus + "/") {
            candidates.append(CorpusPath(String(absolute.dropFirst(location.corpus.count + 1))))
        }
        candidates.append(CorpusPath(path))
        return candidates
    }
}

private struct InspectReport: Encodable {
    struct SegmentReport: Encodable {
        var modality: Modality
        var evidence: Evidence
        /// The model that said so.
        var labelledBy: String?
        var location: PlaceReport?
        var text: String

        enum CodingKeys: String, CodingKey {
            case modality, evidence, location, text
            case labelledBy = "labelled_by"
        }
    }

    struct ItemReport: Encodable {
        var record: Int?
        var part: String?
        var page: Int?
        var title: String?
        var metadata: [MetadataField]
        var thumbnailBytes: Int?
        var shownIn: String?
        var segments: [SegmentReport]

        enum CodingKeys: String, CodingKey {
            case record, part, page, title, metadata, segments
            case thumbnailBytes = "thumbnail_bytes"
            case shownIn = "shown_in"
        }

        init(_ item: ItemRecord) {
            record = item.record
            part = item.part
            page = item.page
            title = item.title
            metadata = item.metadata
            thumbnailBytes = item.thumbnailBytes
            shownIn = item.shownIn?.display
            segments = item.segments.map { record in
                SegmentReport(
                    modality: record.segment.modality, evidence: record.segment.evidence,
                    labelledBy: record.labelledBy, location: PlaceReport(record.segment.place),
                    text: record.segment.text)
            }
        }
    }

    var path: String
    var bytes: Int64
    var state: String
    var digest: String?
    var kind: String?
    var extractor: Int
    var milliseconds: Double?
    var models: [String] = []
    var failures: [String]
    var items: [ItemReport] = []

    init(file: FileRecord, failures: [String]) {
        path = file.path.display
        bytes = file.size
        state = file.state.rawValue
        digest = file.digest?.hexadecimal
        kind = file.kind
        extractor = file.extractorVersion
        milliseconds = file.milliseconds
        self.failures = failures
    }

    private var reading: String {
        let how = kind.map { " as \($0) (extractor \(extractor))" } ?? ""
        return how
            + (milliseconds.map { " in \($0 < 10 ? String((($0 * 10).rounded()) / 10) : String(Int($0))) ms" } ?? "")
    }

    var text: String {
        var lines = [
            "\(path): \(FolderSize.text(bytes)), \(state)\(reading)",
            "sha256 \(digest ?? "unknown"), embedded by \(models.isEmpty ? "none" : models.joined(separator: ", "))",
        ]
        lines += failures.map { "problem: \(PlainText.oneLine($0))" }
        for item in items {
            lines += heading(of: item)
            lines += item.metadata.map { "  \(PlainText.oneLine($0.name)): \(PlainText.oneLine($0.value))" }
            for segment in item.segments {
                let labeller = segment.labelledBy.map { " by \(PlainText.oneLine($0))" } ?? ""
                lines.append(
                    "\n[\(segment.modality.rawValue), \(segment.evidence.rawValue)\(labeller)"
                        + "\(place(segment.location))]")
                if !segment.text.isEmpty { lines.append(PlainText.visibleLines(segment.text)) }
            }
        }
        return lines.joined(separator: "\n")
    }

    /// What tells an item from the others of its file; nothing where there is nothing to tell.
    private func heading(of item: ItemReport) -> [String] {
        let words = [
            item.record.map { "record \($0)" }, item.part.map { PlainText.oneLine($0) },
            item.part?.hasPrefix("page ") == true ? nil : item.page.map { "page \($0)" },
            item.shownIn.map { "shown in \($0)" },
            item.title.map { PlainText.oneLine($0) },
        ].compactMap(\.self)
        return words.isEmpty ? [] : ["\n" + words.joined(separator: ": ")]
    }

    /// Seconds to a thousandth: moments are quotients of a film's clock, with more digits than anybody reads.
    private func milliseconds(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

    private func place(_ place: PlaceReport?) -> String {
        guard let place else { return "" }
        var text = ""
        if let page = place.page { text += ", page \(page)" }
        if let start = place.start, let end = place.end { text += ", characters \(start)–\(end)" }
        if let start = place.startSeconds, let end = place.endSeconds {
            text += ", \(milliseconds(start))–\(milliseconds(end)) s"
        }
        return text
    }
}
