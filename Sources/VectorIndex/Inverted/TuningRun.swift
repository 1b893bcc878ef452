import NearestCore

/// Measures what lists find and what they save.
struct TuningRun {
    let rows: MappedRows
    let codes: CodeSet
    let inverted: InvertedFile
    let seed: UInt64
    let threads: Int
    let clock: @Sendable () -> UInt64
    let cancellation: Cancellation

    /// The neighbours whose lists are looked for.
    private static let neighbours = 100
    /// Queries that are timed.
    private static let timed = 48

    /// How often a neighbour was in the list that comes at each place of its query's order.
    private struct Places {
        var of10: [Int]
        var of100: [Int]
    }

    /// The ranking that needs the fewest lists, and what was measured with it.
    ///
    /// - Throws: `CancellationError`.
    func measure() throws -> (ListRanking, InvertedTuning) {
        let sample = sample()
        let rankings = ListRanking.candidates(for: rows.layout.metric)
        let found = try places(sample, rankings: rankings)
        let tunings = found.map { places in
            InvertedTuning(
                entries: zip(recalls(places.of10), recalls(places.of100)).map {
                    InvertedTuning.Entry(lists: $0.lists, recallOf10: $0.recall, recallOf100: $1.recall)
                })
        }
        func wanted(_ tuning: InvertedTuning) -> Int {
            tuning.lists(forRecall: InvertedTuning.wantedRecall, k: 10) ?? .max
        }
        guard let (ranking, best) = zip(rankings, tunings).min(by: { wanted($0.1) < wanted($1.1) }),
            wanted(best) < .max
        else { return (.distance, InvertedTuning()) }
        return (ranking, try time(best, sample: sample, lists: wanted(best)))
    }

    /// For each ranking, where the lists of the sample's neighbours come.
    private func places(_ sample: [Int], rankings: [ListRanking]) throws -> [Places] {
        let none = [Int](repeating: 0, count: inverted.layout.lists)
        var places = rankings.map { _ in Places(of10: none, of100: none) }
        var lookup = RowLookup()
        lookup.cover(rows)
        let lists = listOfRows()
        for row in sample {
            try cancellation.check()
            let neighbours = neighbours(of: row, lookup: lookup)
            for (index, ranking) in rankings.enumerated() {
                let order = order(of: vector(row), ranking)
                for (rank, neighbour) in neighbours.enumerated() {
                    let place = Int(order[Int(lists[neighbour])])
                    if rank < 10 { places[index].of10[place] += 1 }
                    places[index].of100[place] += 1
                }
            }
        }
        return places
    }

    /// Rows that stand for queries: one from each of as many stretches of equal length.
    private func sample() -> [Int] {
        let count = min(InvertedTuning.queries, inverted.header.rows)
        var generator = SplitMix64(seed: seed &+ 3)
        return (0..<count).map { stretch in
            let first = stretch * inverted.header.rows / count
            return Int.random(in: first..<(stretch + 1) * inverted.header.rows / count, using: &generator)
        }
    }

    private func vector(_ row: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: rows.layout.dimensions) { buffer, filled in
            if let start = buffer.baseAddress { rows.copy(row, into: start) }
            filled = rows.layout.dimensions
        }
    }

    /// The list of every row.
    private func listOfRows() -> [UInt32] {
        var lists = [UInt32](repeating: 0, count: inverted.header.rows)
        for list in 0..<inverted.layout.lists {
            let numbers = inverted.numbers(ofGroup: inverted.firstGroup(list))
            for place in 0..<inverted.rowCount(list) {
                lists[Int(UInt32(littleEndian: numbers[place]))] = UInt32(list)
            }
        }
        return lists
    }

    /// The rows nearest to a row, without itself and without those that are in no list, the nearest first.
    private func neighbours(of row: Int, lookup: RowLookup) -> [Int] {
        search(vector(row), k: Self.neighbours + 1).flat().sorted().compactMap { found in
            lookup.row(of: found.segment, in: rows).flatMap { other in
                other == row || other >= inverted.header.rows ? nil : other
            }
        }
    }

    private func search(_ query: [Float], k: Int) -> RowSearch {
        RowSearch(
            rows: rows, codes: codes, mask: nil, kernels: .fastest, query: query, k: min(k, rows.count),
            threads: threads)
    }

    /// At which place of a query's order each list comes.
    private func order(of query: [Float], _ ranking: ListRanking) -> [UInt32] {
        let lists = inverted.layout.lists
        return codes.withBounds(lists) { buffer in
            ProbeOrder(
                inverted: inverted, kernels: .fastest, rotated: codes.rotation.applied(to: query),
                metric: rows.layout.metric, ranking: ranking
            ).computeKeys(into: buffer)
            let keys = buffer.start
            let order = (0..<lists).sorted { (keys[$0], $1) > (keys[$1], $0) }
            var places = [UInt32](repeating: 0, count: lists)
            for (place, list) in order.enumerated() { places[list] = UInt32(place) }
            return places
        }
    }

    /// The share of neighbours that is found within each number of lists.
    private func recalls(_ places: [Int]) -> [(lists: Int, recall: Float)] {
        let total = max(1, places.reduce(0, +))
        var (sum, next) = (0, 0)
        return InvertedTuning.steps(lists: places.count).map { lists in
            sum += places[next..<lists].reduce(0, +)
            next = lists
            return (lists, Float(sum) / Float(total))
        }
    }

    /// Takes the medians of both ways, in turns, so that what else the machine does falls on both.
    private func time(_ measured: InvertedTuning, sample: [Int], lists: Int) throws -> InvertedTuning {
        var tuning = measured
        var (flat, probing): ([UInt64], [UInt64]) = ([], [])
        for row in sample.prefix(Self.timed) {
            try cancellation.check()
            let search = search(vector(row), k: 10)
            let start = clock()
            _ = search.flat()
            let middle = clock()
            _ = search.probing(inverted, lists: lists)
            let end = clock()
            flat.append(middle &- start)
            probing.append(end &- middle)
        }
        tuning.flatNanoseconds = flat.sorted()[flat.count / 2]
        tuning.probingNanoseconds = probing.sorted()[probing.count / 2]
        return tuning
    }
}
