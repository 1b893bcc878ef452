import Foundation
import NearestCore

/// How the vector folders of an index are named and looked after.
enum StoreFolder {
    private static let parent = "vectors"

    /// `vectors/` + model, modality and the start of the fingerprint: readable, and different for every space.
    static func name(space: Space, modality: Modality) -> String {
        let model = String(
            space.model.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") ? $0 : "_" })
        return "\(parent)/\(model.suffix(80))-\(modality.rawValue)-\(space.fingerprint.prefix(12))"
    }

    /// The folder that takes the place of `folder` when it is rewritten: its generation, counted up.
    static func successor(of folder: String) -> String {
        let parts = folder.split(separator: "@", maxSplits: 1)
        let generation = parts.count == 2 ? Int(parts[1]) ?? 1 : 1
        return "\(parts.first.map(String.init) ?? folder)@\(generation + 1)"
    }

    static func exists(_ folder: String, in indexFolder: String) -> Bool {
        FileManager.default.fileExists(atPath: indexFolder + "/" + folder)
    }

    /// Deletes vector folders that no store names: what a rewriting replaced, or left when it was cut off.
    ///
    /// A reader that still maps one keeps its data until it lets go. What cannot be deleted is left for the
    /// next run: it costs space, not answers.
    static func removeStrays(in indexFolder: String, keeping named: Set<String>) {
        let files = FileManager.default
        let found = (try? files.contentsOfDirectory(atPath: indexFolder + "/" + parent)) ?? []
        for name in found where !named.contains("\(parent)/\(name)") {
            try? files.removeItem(atPath: "\(indexFolder)/\(parent)/\(name)")
        }
    }
}
