/// What a corpus holds, for the first screen and the status line.
package struct CorpusSummary: Hashable, Sendable {
    /// A kind of file by its extension, and how many there are.
    package struct Kind: Hashable, Sendable {
        package var name: String
        package var count: Int

        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// The folder's name.
    package var name: String
    package var files: Int
    /// Passages that a search looks through.
    package var passages: Int
    /// Files that could not be read.
    package var failures: Int
    /// Most frequent first.
    package var kinds: [Kind]
    /// Queries worth trying on this corpus; the app has general ones where these are fewer than three.
    package var examples: [String]
    /// The model as people name it.
    package var model: String

    package init(
        name: String, files: Int = 0, passages: Int = 0, failures: Int = 0, kinds: [Kind] = [],
        examples: [String] = [], model: String
    ) {
        self.name = name
        self.files = files
        self.passages = passages
        self.failures = failures
        self.kinds = kinds
        self.examples = examples
        self.model = model
    }
}
