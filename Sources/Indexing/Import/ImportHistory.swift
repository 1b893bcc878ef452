import Catalog
import Foundation
import NearestCore

/// Which files were imported under a name, in the order of their rows: a setting of the catalog.
package struct ImportHistory: Codable, Hashable {
    package struct Source: Codable, Hashable {
        var file: String
        var rows: Int
        /// Of all its vectors.
        var checksum: UInt32
        /// The number in the space of its first row.
        var firstRow: Int
        /// What its vectors stand for; nil in an index that an older version wrote.
        var modality: Modality?

        var end: Int { firstRow + rows }

        /// Whether they are the same vectors, and stand for the same. Files are known by what is in them.
        func isSame(as other: Source) -> Bool {
            checksum == other.checksum && rows == other.rows && (modality ?? other.modality) == other.modality
        }
    }

    var sources: [Source] = []
    /// Rows that were committed. The store has fewer when some were lost to damage since.
    var committed = 0

    static func settingName(_ name: String) -> String { "import \(name)" }

    init(setting: String?) throws {
        guard let setting else { return }
        self = try JSONDecoder().decode(ImportHistory.self, from: Data(setting.utf8))
    }

    /// How many vectors were imported under a name, or as a model's.
    package static func count(of name: String, in catalog: Catalog) throws -> Int {
        try ImportHistory(setting: try catalog.setting(settingName(name))).committed
    }

    func setting() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Where `source` is to go on, when `committed` imported rows are in the index.
    ///
    /// - Returns: its place; one that is whole already when the file was imported before.
    /// - Throws: `.invalidArgument` when an import of another file was cut off, or rows were lost since.
    mutating func place(_ source: Source, committed: Int) throws -> Source {
        guard committed == self.committed else {
            throw NearestError(
                .invalidArgument, source.file,
                "of the \(self.committed) vectors that were imported under this name \(committed) are left",
                remedy: "Import all of them again, the first file with --replace.")
        }
        if let known = sources.first(where: { $0.isSame(as: source) }) { return known }
        if let last = sources.last, last.end > committed {
            throw NearestError(
                .invalidArgument, source.file,
                "the import of \(last.file) was cut off at row \(committed - last.firstRow) of \(last.rows)",
                remedy: "Import that file again, which goes on from there, or start over with --replace.")
        }
        var source = source
        source.firstRow = committed
        sources.append(source)
        return source
    }
}
