import NearestCore

/// The names of a classifier's classes, from `config.json`'s `id2label`.
enum ClassNames {
    /// - Parameter count: how many classes the weights have.
    /// - Returns: as many names; classes that the file does not name are called `class N`.
    /// - Throws: `NearestError(.brokenModel)` when the file names more classes than there are.
    static func read(_ folder: ModelFolder, count: Int) throws -> [String] {
        struct Configuration: Decodable { var id2label: [String: String]? }
        let names = try folder.decode(Configuration.self, from: "config.json").id2label ?? [:]
        var labels = (0..<count).map { "class \($0)" }
        // A file without names of its own may hold the two that the reference makes up.
        let isMadeUp = names.values.allSatisfy { $0.hasPrefix("LABEL_") }
        for (key, name) in names {
            guard let index = Int(key), labels.indices.contains(index) else {
                if isMadeUp { continue }
                throw NearestError(
                    .brokenModel, folder.path + "/config.json",
                    "it names a class \(key) where the weights have \(count) classes")
            }
            labels[index] = name
        }
        return labels
    }
}
