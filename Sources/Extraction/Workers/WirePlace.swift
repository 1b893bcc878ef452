import NearestCore

/// A place as JSON has it.
struct WirePlace: Codable {
    private var page: Int?
    private var range: [Int]?
    private var seconds: [Double]?

    init(_ place: Place) {
        switch place {
        case .whole: break
        case .text(let page, let range):
            self.page = page
            self.range = [range.lowerBound, range.upperBound]
        case .time(let start, let end): seconds = [start, end]
        }
    }

    /// - Throws: when its numbers make no place.
    func place() throws -> Place {
        if let seconds {
            guard seconds.count == 2, seconds.allSatisfy(\.isFinite), seconds[0] <= seconds[1] else {
                throw WorkerFrameParser.Nonsense(problem: "a time that is none")
            }
            return .time(start: seconds[0], end: seconds[1])
        }
        guard let range else { return .whole }
        guard range.count == 2, 0 <= range[0], range[0] <= range[1], page ?? 1 > 0 else {
            throw WorkerFrameParser.Nonsense(problem: "a range that is none")
        }
        return .text(page: page, range: range[0]..<range[1])
    }
}
