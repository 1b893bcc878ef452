import ArgumentParser

/// `nearest bench`: how fast and how right this index is on this machine.
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how an index is searched, how fast files are read, and whether percentiles are right.",
        discussion: """
              nearest bench query --queries questions.txt -C ~/papers
              nearest bench search --queries queries.npy --truth truth.npy -C ./sift
              nearest bench extraction ~/papers
            """,
        subcommands: [BenchQuery.self, BenchSearch.self, BenchExtraction.self, BenchCalibration.self])
}
