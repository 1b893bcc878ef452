extension [UInt32] {
    /// With every occurrence of `part`, from left to right, replaced by `content`.
    func replacing(_ part: [UInt32], with content: [UInt32]) -> [UInt32] {
        replacing(ScalarPattern(part).matches(in: self[...]), with: content)
    }

    /// With each of `ranges`, which ascend and do not overlap, replaced by `content`.
    func replacing(_ ranges: [Range<Int>], with content: [UInt32]) -> [UInt32] {
        if ranges.isEmpty { return self }
        var result: [UInt32] = []
        var done = 0
        for range in ranges {
            result += self[done..<range.lowerBound] + content
            done = range.upperBound
        }
        return result + self[done...]
    }
}
