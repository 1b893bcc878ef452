/// What looking into so many lists finds, and how long it takes: measured when the lists were made, on stored vectors
/// that were themselves left out of the answers.
struct InvertedTuning: Hashable, Sendable {
    /// The recall that a search gets unless somebody names another.
    static let wantedRecall = 0.99
    /// Lists are not used where they save less than a quarter of the time.
    private static let leastGain = 4.0 / 3
    /// Where not all lists are looked into, the answer is not brute force's anyway, and bounds may be tighter: this many
    /// deviations above the estimate; see `CodedQuery`.
    static let deviations: Float = 3
    /// The share of neighbours that such bounds may hide, if the deviation were normal.
    private static let hidden = 0.00135
    /// Stored vectors that stood for queries.
    static let queries = 256

    struct Entry: Hashable, Sendable {
        /// How many lists were looked into.
        var lists: Int
        /// The share of the 10 true nearest neighbours that were in them.
        var recallOf10: Float
        var recallOf100: Float
    }

    /// By ascending lists, the last one all of them; empty where nothing was measured.
    var entries: [Entry] = []
    /// The median of the flat way; 0 where it was not measured.
    var flatNanoseconds: UInt64 = 0
    /// The median with the lists that the wanted recall of 10 needs.
    var probingNanoseconds: UInt64 = 0

    /// How many lists to look into for `recall` of the `k` nearest neighbours.
    ///
    /// Between two entries by a straight line, and rounded up. As the sample's recall may by chance lie above the
    /// true one, as much as a standard deviation of it is asked on top, and what tighter bounds may hide.
    ///
    /// - Returns: nil for more neighbours than were measured.
    func lists(forRecall recall: Double, k: Int) -> Int? {
        guard let last = entries.last, k <= 100 else { return nil }
        let neighbours = k <= 10 ? 10 : 100
        let wanted =
            recall + Self.hidden
            + (max(0, recall * (1 - recall)) / Double(Self.queries * neighbours)).squareRoot()
        var (lists, found) = (0.0, 0.0)
        for entry in entries {
            let next = Double(neighbours == 10 ? entry.recallOf10 : entry.recallOf100)
            if next >= wanted {
                let share = next > found ? (wanted - found) / (next - found) : 1
                return max(1, Int((lists + share * (Double(entry.lists) - lists)).rounded(.up)))
            }
            (lists, found) = (Double(entry.lists), next)
        }
        return last.lists
    }

    /// How many times faster than the flat way the lists were; nil where it was not measured.
    var gain: Double? {
        guard flatNanoseconds > 0, probingNanoseconds > 0 else { return nil }
        return Double(flatNanoseconds) / Double(probingNanoseconds)
    }

    /// Whether a search should use the lists.
    var pays: Bool { gain.map { $0 >= Self.leastGain } ?? false }

    /// Whether looking into so many lists pays: what takes a multiple of the lists takes a multiple of the time.
    func pays(lists: Int) -> Bool {
        guard let gain, let usual = self.lists(forRecall: Self.wantedRecall, k: 10) else { return false }
        return gain * Double(usual) / Double(max(usual, lists)) >= Self.leastGain
    }

    /// How many lists are tried: 1, 2, 3, 4, 6, 8, 12, … and all.
    static func steps(lists: Int) -> [Int] {
        var steps: [Int] = []
        var power = 1
        while power < lists {
            steps.append(power)
            if power > 1, power + power / 2 < lists { steps.append(power + power / 2) }
            power *= 2
        }
        return steps + [lists]
    }
}
