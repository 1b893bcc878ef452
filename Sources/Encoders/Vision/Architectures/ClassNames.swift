import NearestCore

/// The names of a classifier's classes, from `config.json`'s `id2label` or from a file of labels beside the
/// weights.
enum ClassNames {
    /// What lists of ImageNet's classes are called where they lie beside torchvision's weights.
    static let files = ["labels.txt", "imagenet_labels.txt", "imagenet_classes.txt"]

    /// - Parameter count: how many classes the weights have.
    /// - Returns: as many names; classes that the file does not name are called `class N`.
    /// - Throws: `NearestError(.brokenModel)` when the file names more classes than there are.
    static func read(_ folder: ModelFolder, count: Int) throws -> [String] {
        struct Configuration: Decodable { var id2label: [String: String]? }
        let written =
            folder.torchFile == nil ? try folder.decode(Configuration.self, from: "config.json").id2label : nil
        guard let names = written else { return try listed(folder, count: count) }
        var labels = (0..<count).map { "class \($0)" }
        // A file without names of its own may hold the two that the reference makes up.
        let isMadeUp = names.values.allSatisfy { $0.hasPrefix("LABEL_") }
        for (key, name) in names {
            guard let index = Int(key), labels.indices.contains(index) else {
                if isMadeUp { continue }
                throw NearestError(
                    .brokenModel, folder.path + "/config.json",
                    "it names a class \(key) where the weights have \(count) classes",
                    remedy: ModelFolder.sizesRemedy)
            }
            labels[index] = name
        }
        return labels
    }

    private static func listed(_ folder: ModelFolder, count: Int) throws -> [String] {
        guard let file = files.first(where: folder.has) else { return (0..<count).map { "class \($0)" } }
        var names = try LabelsFile.read(folder.file(file))
        // TensorFlow's networks have a class more than ImageNet, and so have their lists.
        if names.count == count + 1, names.first == "background" { names.removeFirst() }
        guard names.count == count else {
            throw NearestError(
                .brokenModel, "\(folder.path)/\(file)",
                "it names \(names.count) classes where the weights have \(count)",
                remedy: "Write a class a line, in the order of the network's scores, or take the file away.")
        }
        return names
    }
}
