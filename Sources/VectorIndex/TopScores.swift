import NearestCore

/// The best few of many scored segments: a binary heap of bounded size whose root is the worst it keeps.
///
/// Better is the higher score and, between equal scores, the lower id.
struct TopScores: Sendable {
    private let limit: Int
    /// What is known to be beaten by enough others.
    private let least: Float
    private var heap: [ScoredSegment] = []

    /// - Parameter least: scores below it need not be offered, since as many as are wanted reach it elsewhere.
    /// - Precondition: `limit` is positive.
    init(limit: Int, atLeast least: Float = -.infinity) {
        self.limit = limit
        self.least = least
        heap.reserveCapacity(min(limit, 1024))
    }

    /// No score below it can enter.
    @inline(__always)
    var threshold: Float { heap.count < limit ? least : max(least, heap[0].score) }

    /// Whether as many are kept as were wanted.
    var isFull: Bool { heap.count == limit }

    @inline(__always)
    mutating func offer(_ score: Float, _ segment: SegmentID) {
        let candidate = ScoredSegment(segment: segment, score: score)
        if heap.count < limit {
            heap.append(candidate)
            siftUp()
        } else if Self.isWorse(heap[0], candidate) {
            heap[0] = candidate
            siftDown()
        }
    }

    mutating func merge(_ other: TopScores) {
        for candidate in other.heap { offer(candidate.score, candidate.segment) }
    }

    /// Everything kept, best first.
    func sorted() -> [ScoredSegment] {
        heap.sorted { Self.isWorse($1, $0) }
    }

    @inline(__always)
    private static func isWorse(_ left: ScoredSegment, _ right: ScoredSegment) -> Bool {
        left.score != right.score ? left.score < right.score : left.segment > right.segment
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.isWorse(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var worst = parent
            for child in 2 * parent + 1...2 * parent + 2
            where child < heap.count && Self.isWorse(heap[child], heap[worst]) { worst = child }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
