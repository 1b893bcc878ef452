/// How much each pixel of a line counts for each pixel of the resampled line, in fixed point as Pillow has it.
struct ResamplingWeights {
    /// Pillow leaves 8 bits for the value and 2 for what negative weights add above it.
    static let fractionBits: Int32 = 32 - 8 - 2

    /// For each output pixel, the first input pixel that counts.
    private(set) var starts: [Int] = []
    /// For each output pixel, how many input pixels count.
    private(set) var counts: [Int] = []
    /// `stride` weights for each output pixel.
    private(set) var weights: [Int32] = []
    let stride: Int

    /// - Parameters:
    ///   - length: of the whole input line.
    ///   - newLength: of the whole output line.
    ///   - window: the part of the output line that is wanted.
    init(_ filter: PillowFilter, from length: Int, to newLength: Int, window: Range<Int>) {
        let scale = Double(length) / Double(newLength)
        // Made smaller, an output pixel is the mean of all that it covers, not a sample.
        let filterScale = max(1, scale)
        let support = filter.support * filterScale
        stride = Int(support.rounded(.up)) * 2 + 1
        weights = [Int32](repeating: 0, count: stride * window.count)
        starts.reserveCapacity(window.count)
        counts.reserveCapacity(window.count)
        var line = [Double](repeating: 0, count: stride)
        for (position, output) in window.enumerated() {
            let center = (Double(output) + 0.5) * scale
            let start = max(0, Int(center - support + 0.5))
            let count = min(length, Int(center + support + 0.5)) - start
            var sum = 0.0
            for index in 0..<count {
                line[index] = filter.weight((Double(index + start) - center + 0.5) * (1 / filterScale))
                sum += line[index]
            }
            for index in 0..<count {
                let share = (sum == 0 ? line[index] : line[index] / sum) * Double(1 << Self.fractionBits)
                weights[position * stride + index] = Int32(share < 0 ? share - 0.5 : share + 0.5)
            }
            starts.append(start)
            counts.append(count)
        }
    }

    /// From the first to the last input pixel that counts for any.
    var sources: Range<Int> {
        let end = zip(starts, counts).map(+).max() ?? 0
        return min(starts.min() ?? 0, end)..<end
    }
}
