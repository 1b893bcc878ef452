import NearestCore

/// One search of a snapshot's rows, by any of the ways there are.
struct RowSearch {
    let rows: MappedRows
    let codes: CodeSet
    /// Only these rows; nil for all.
    let mask: RowMask?
    let kernels: VectorKernels
    let query: [Float]
    /// At least 1, at most the number of rows that can be returned.
    let k: Int
    /// At most so many threads; nil for as many as there are processors.
    var threads: Int?

    private var candidates: Int { mask?.count ?? rows.count }

    func best(_ mode: SearchMode) -> TopScores {
        // Few rows are read at once, whatever the mode: nothing is faster or better.
        guard mode != .exact, CodeSet.pay(rows: candidates, of: rows.count, k: k) else { return exact() }
        switch mode {
        case .exact: return exact()
        case .flat: return flat()
        case .probing(let lists): return codes.inverted.map { probing($0, lists: lists) } ?? exact()
        case .automatic: return tuned(recall: InvertedTuning.wantedRecall)
        case .recall(let recall): return recall >= 1 ? exact() : tuned(recall: recall)
        }
    }

    /// By lists where they give the wanted recall sooner than the flat way, which gives more of it.
    private func tuned(recall: Double) -> TopScores {
        if let inverted = codes.inverted, let lists = lists(inverted.header.tuning, recall: recall) {
            return probing(inverted, lists: lists)
        }
        return flat()
    }

    /// Every vector is looked at.
    func exact() -> TopScores {
        // A filter that leaves few rows has them read one by one.
        if candidates * 2 > rows.count { rows.expectAll() }
        return scan([0..<rows.count], and: TopScores(limit: k))
    }

    /// Every code is looked at, and the vectors that have none.
    func flat() -> TopScores {
        if codes.files.isEmpty { return exact() }
        let rotated = codes.rotation.applied(to: query)
        var coded = CodedRows()
        addFiles(to: &coded, from: 0)
        return scan(codes.uncovered(of: rows), and: scan(coded, rotated: rotated))
    }

    // MARK: - By lists

    /// How many lists give the wanted recall; nil where looking at all codes is better.
    ///
    /// A filter that lets one row in ten pass has the 10 neighbours spread as 100 are without it.
    private func lists(_ tuning: InvertedTuning, recall: Double) -> Int? {
        let spread = (k * rows.count + candidates - 1) / candidates
        guard tuning.pays, let lists = tuning.lists(forRecall: recall, k: spread),
            tuning.pays(lists: lists)
        else { return nil }
        return lists
    }

    /// Only the codes of the lists nearest to the query are looked at, and all rows that are in no list yet.
    ///
    /// More lists than asked for where those have fewer rows than are wanted.
    func probing(_ inverted: InvertedFile, lists wanted: Int) -> TopScores {
        let rotated = codes.rotation.applied(to: query)
        let tail = inverted.header.rows
        var lists = max(1, min(wanted, inverted.layout.lists))
        while true {
            var coded = CodedRows()
            for probe in probes(lists, of: inverted, rotated: rotated) {
                coded.add(probe, of: inverted)
            }
            addFiles(to: &coded, from: tail)
            let isApproximate = lists < inverted.layout.lists
            let best = scan(
                coded, rotated: rotated,
                deviations: isApproximate ? InvertedTuning.deviations : CodedQuery.deviations)
            let found = scan(codes.uncovered(of: rows, from: tail), and: best)
            if found.isFull || !isApproximate { return found }
            lists = min(lists * 4, inverted.layout.lists)
        }
    }

    /// The lists whose centres are nearest to the query.
    private func probes(_ count: Int, of inverted: InvertedFile, rotated: [Float]) -> [ProbeOrder.Probe] {
        codes.withBounds(inverted.layout.centreGroups * CodeBlock.rowsPerGroup) { keys in
            ProbeOrder(
                inverted: inverted, kernels: kernels, rotated: rotated, metric: rows.layout.metric,
                ranking: inverted.header.ranking
            ).nearest(count, keys: keys)
        }
    }

    // MARK: - Parts

    private func addFiles(to coded: inout CodedRows, from first: Int) {
        for file in codes.files where file.range.upperBound > first {
            coded.add(file, from: first, base: kernels.score(query, file.centre, metric: rows.layout.metric))
        }
    }

    private func scan(
        _ coded: CodedRows, rotated: [Float], deviations: Float = CodedQuery.deviations
    ) -> TopScores {
        if coded.units.isEmpty { return TopScores(limit: k) }
        return codes.withBounds(coded.bounds) { bounds in
            CodedScan(
                rows: rows, codes: coded, mask: mask, kernels: kernels, query: query, rotated: rotated, k: k,
                threads: threads, deviations: deviations
            ).best(bounds: bounds)
        }
    }

    private func scan(_ ranges: [Range<Int>], and found: TopScores) -> TopScores {
        FlatScan(
            rows: rows, ranges: ranges, mask: mask, kernels: kernels, query: query, k: k, threads: threads
        ).best(and: found)
    }
}
