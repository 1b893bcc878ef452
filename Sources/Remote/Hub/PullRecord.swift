import Foundation
import Inference
import NearestCore

/// What was fetched, kept in the model's folder: which commit it is, and that it is complete.
struct PullRecord: Codable, Hashable {
    struct File: Codable, Hashable {
        var name: String
        var bytes: Int
    }

    var model: String
    var commit: String
    var files: [File]

    private static let name = ".nearest-pull.json"

    /// - Returns: nil for a folder that `pull` did not make.
    init?(in folder: String) {
        guard let bytes = try? Disk.read("\(folder)/\(Self.name)", upTo: 4 << 20),
            let record = try? JSONDecoder().decode(PullRecord.self, from: Data(bytes))
        else { return nil }
        self = record
    }

    init(model: String, commit: String, files: [File]) {
        self.model = model
        self.commit = commit
        self.files = files
    }

    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try Disk.writeAtomically(Array(encoder.encode(self)), to: "\(folder)/\(Self.name)")
    }

    /// Whether all files are still there, as long as they were.
    func isComplete(in folder: String) -> Bool {
        files.allSatisfy { FileStamp(path: "\(folder)/\($0.name)")?.byteCount == $0.bytes }
    }

    var byteCount: Int { files.reduce(0) { $0 + $1.bytes } }
}
