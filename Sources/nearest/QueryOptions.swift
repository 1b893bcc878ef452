import ArgumentParser
import Foundation
import NearestCore
import Search

/// What a question is and which lists answer it: shared by the commands that ask one.
struct QueryOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "What to look for: words, a file such as ./cat.jpg, or a formula such as '= dog + ./beach.jpg - night'.",
            valueName: "query"))
    var query: [String]

    @Option(
        help: ArgumentHelp(
            "A model whose space is searched, or bm25 for the full text; may be repeated (default: all that take the question).",
            valueName: "id"))
    var model: [String] = []

    @Option(help: ArgumentHelp("Only these modalities, separated by commas.", valueName: "m,…"))
    var modality: String?

    @Option(
        help: ArgumentHelp(
            "How much a list says in the fusion, such as bm25=0.5 (default: 1 a space, bm25 as all together); may be repeated.",
            valueName: "list=x"))
    var weight: [String] = []

    /// - Throws: `NearestError` for a filter, modality or weight that is none.
    func request(limit: Int, mode: SearchMode = .automatic, threshold: Float? = nil) throws -> SearchRequest {
        var request = try SearchRequest(
            query.joined(separator: " "), limit: limit, mode: mode, threshold: threshold, models: model,
            weights: weights(), workingDirectory: FileManager.default.currentDirectoryPath)
        if let modality {
            request.filter.modalities.formUnion(try ParsedQuery("type:\(modality)").filter.modalities)
        }
        return request
    }

    private func weights() throws -> ListWeights {
        var weights = ListWeights()
        for wish in weight {
            guard let sign = wish.lastIndex(of: "="), let value = Double(wish[wish.index(after: sign)...]) else {
                throw NearestError(
                    .invalidArgument, "--weight \(wish)", "is not the weight of a list",
                    remedy: "Write a model or bm25, an equals sign and a number: --weight bm25=0.5.")
            }
            try weights.set(value, of: String(wish[..<sign]))
        }
        return weights
    }
}
