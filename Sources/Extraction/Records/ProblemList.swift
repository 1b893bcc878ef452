/// What was wrong with parts of a file. A file that is wrong everywhere does not fill the memory with reasons.
struct ProblemList {
    private static let most = 20
    private var first: [String] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func add(_ problem: String) {
        count += 1
        if first.count < Self.most { first.append(problem) }
    }

    var list: [String] {
        count > first.count ? first + ["and \(count - first.count) more problems of this kind"] : first
    }
}
