/// Which texts go into one request: neighbours, up to a count and to a number of characters.
enum ApiBatches {
    static func plan(_ texts: [String], count: Int, characters: Int) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var start = 0
        var size = 0
        for (index, text) in texts.enumerated() {
            let length = text.utf8.count
            if index > start, index - start >= count || size + length > characters {
                batches.append(start..<index)
                (start, size) = (index, 0)
            }
            size += length
        }
        if start < texts.count { batches.append(start..<texts.count) }
        return batches
    }
}
