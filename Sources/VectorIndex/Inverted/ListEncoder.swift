import NearestCore

/// Makes the codes of lists.
struct ListEncoder: Sendable {
    let rows: MappedRows
    let rotation: CodeRotation
    let centroids: Centroids
    let members: ListMembers
    let threads: Int

    /// - Throws: never in fact.
    func encode(_ lists: Range<Int>) throws -> [EncodedList] {
        let made = SharedResults<EncodedList>(count: lists.count)
        Parallel.run(lists.count, threads: threads) { next in
            let vector = FloatBuffer(capacity: rows.layout.dimensions)
            let scratch = FloatBuffer(capacity: rotation.width)
            while let index = next() {
                let list = lists.lowerBound + index
                made.set(index, .success(encode(list, vector: vector, scratch: scratch)))
            }
        }
        return try lists.map { try made.get($0 - lists.lowerBound) }
    }

    private func encode(_ list: Int, vector: FloatBuffer, scratch: FloatBuffer) -> EncodedList {
        let chosen = members[list]
        var block = CodeBlock(rows: chosen.count, words: rotation.words)
        var levels = LevelBlock(rows: block.groups * CodeBlock.rowsPerGroup, width: rotation.width)
        let centre = Array(centroids.vector(list))
        let rotatedCentre = rotation.applied(to: centre)
        for (place, row) in chosen.enumerated() {
            rows.copy([row], into: vector.start)
            let shift = block.set(
                place, to: vector.start, metric: rows.layout.metric, centre: centre, rotation: rotation,
                scratch: scratch.start)
            levels.set(
                place, to: scratch.start, shift: shift, metric: rows.layout.metric, centre: rotatedCentre)
        }
        return EncodedList(block: block, levels: levels, rows: chosen)
    }
}
