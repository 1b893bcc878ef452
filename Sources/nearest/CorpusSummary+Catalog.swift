import Catalog
import Encoders
import Explorer
import Foundation
import NearestCore

extension CorpusSummary {
    /// What the index of a corpus holds now.
    init(of location: CorpusLocation) throws {
        let catalog = try Catalog(readingFrom: location.folder)
        let status = try catalog.status()
        var counts: [String: Int] = [:]
        for file in try catalog.files().values where file.state == .read {
            counts[file.path.fileExtension, default: 0] += 1
        }
        let kinds = counts.filter { !$0.key.isEmpty }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { Kind(name: PlainText.oneLine($0.key), count: $0.value) }
        let store = status.stores.first { $0.space.isForText } ?? status.stores.first
        // What a question meets; pictures and sounds without words are segments too.
        let readByWords = store.flatMap { first in
            first.space.isForText ? status.stores.filter { $0.spaceID == first.spaceID }.map(\.count) : nil
        }
        self.init(
            name: PlainText.visible((location.corpus as NSString).lastPathComponent),
            files: status.files - status.skippedFiles,
            passages: readByWords?.reduce(0, +) ?? status.segments,
            failures: Set(status.failures.map(\.path)).count,
            kinds: kinds, examples: Self.examples(of: location),
            model: store?.space.model ?? ModelLibrary.defaultModel)
    }

    /// A corpus can bring questions worth trying: the lines of its file `.nearest-examples`.
    private static func examples(of location: CorpusLocation) -> [String] {
        let path = location.corpus + "/.nearest-examples"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").prefix(6).map { PlainText.oneLine(String($0)) }.filter { !$0.isEmpty }
    }
}
