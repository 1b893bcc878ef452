import NearestCore

/// Resizes pictures of 8 bits a channel as Pillow does, bit by bit: in one pass along the lines and one along the
/// columns, each in fixed point and rounded to 8 bits.
struct PillowResampler {
    let filter: PillowFilter

    /// A part of the picture as it would be in another size; only that part is computed.
    ///
    /// - Parameters:
    ///   - columns: of the resized picture, inside `0..<width`.
    ///   - rows: of the resized picture, inside `0..<height`.
    /// - Returns: the part's values, row-major, three a pixel.
    func resize(
        _ image: PixelImage, width: Int, height: Int, columns: Range<Int>, rows: Range<Int>
    ) -> [UInt8] {
        if columns.isEmpty || rows.isEmpty { return [] }
        if filter == .nearest { return nearest(image, width: width, height: height, columns, rows) }

        let across =
            image.width == width ? nil : ResamplingWeights(filter, from: image.width, to: width, window: columns)
        let down =
            image.height == height ? nil : ResamplingWeights(filter, from: image.height, to: height, window: rows)
        // Only what the second pass will look at is computed by the first.
        let lines = down?.sources ?? rows
        let places = across?.sources ?? columns
        let whole = Part(values: image.pixels, columns: 0..<image.width, rows: 0..<image.height)
        guard Self.beginsWithColumns(image, width: width, height: height) else {
            let squeezed = squeeze(whole, across, columns: columns, rows: lines)
            return stack(squeezed, down, columns: columns, rows: rows).values
        }
        let stacked = stack(whole, down, columns: places, rows: rows)
        return squeeze(stacked, across, columns: columns, rows: rows).values
    }

    /// Which pass comes first decides what is rounded twice. Pillow has always begun with the lines; since version
    /// 13 it begins with the columns where they shrink by more than twice what the lines do.
    private static func beginsWithColumns(_ image: PixelImage, width: Int, height: Int) -> Bool {
        image.height - height > 2 * max(0, image.width - width)
    }

    /// A part of a picture: where its columns and rows lie in the whole, and their values, three a pixel.
    private struct Part {
        var values: [UInt8]
        var columns: Range<Int>
        var rows: Range<Int>
    }

    /// The pass along each line; without weights, only a cut.
    private func squeeze(
        _ part: Part, _ weights: ResamplingWeights?, columns: Range<Int>, rows: Range<Int>
    ) -> Part {
        guard let weights else { return cut(part, columns, rows) }
        let count = rows.count * columns.count * 3
        let values = [UInt8](unsafeUninitializedCapacity: count) { output, done in
            part.values.withUnsafeBufferPointer { pixels in
                weights.weights.withUnsafeBufferPointer { factors in
                    var place = 0
                    for row in rows {
                        let line = (row - part.rows.lowerBound) * part.columns.count - part.columns.lowerBound
                        for column in 0..<columns.count {
                            let start = (line + weights.starts[column]) * 3
                            let first = column * weights.stride
                            var (red, green, blue) = (Self.half, Self.half, Self.half)
                            for index in 0..<weights.counts[column] {
                                let factor = factors[first + index]
                                red &+= Int32(pixels[start + index * 3]) &* factor
                                green &+= Int32(pixels[start + index * 3 + 1]) &* factor
                                blue &+= Int32(pixels[start + index * 3 + 2]) &* factor
                            }
                            output[place] = Self.clipped(red)
                            output[place + 1] = Self.clipped(green)
                            output[place + 2] = Self.clipped(blue)
                            place += 3
                        }
                    }
                }
            }
            done = count
        }
        return Part(values: values, columns: columns, rows: rows)
    }

    /// The pass along each column; without weights, only a cut.
    private func stack(
        _ part: Part, _ weights: ResamplingWeights?, columns: Range<Int>, rows: Range<Int>
    ) -> Part {
        guard let weights else { return cut(part, columns, rows) }
        let length = columns.count * 3
        let shift = (columns.lowerBound - part.columns.lowerBound) * 3
        var values: [UInt8] = []
        values.reserveCapacity(rows.count * length)
        var sums = [Int32](repeating: 0, count: length)
        part.values.withUnsafeBufferPointer { pixels in
            for row in 0..<rows.count {
                for place in 0..<length { sums[place] = Self.half }
                for index in 0..<weights.counts[row] {
                    let factor = weights.weights[row * weights.stride + index]
                    let line = weights.starts[row] + index - part.rows.lowerBound
                    let start = line * part.columns.count * 3 + shift
                    for place in 0..<length { sums[place] &+= Int32(pixels[start + place]) &* factor }
                }
                for sum in sums { values.append(Self.clipped(sum)) }
            }
        }
        return Part(values: values, columns: columns, rows: rows)
    }

    private func nearest(
        _ image: PixelImage, width: Int, height: Int, _ columns: Range<Int>, _ rows: Range<Int>
    ) -> [UInt8] {
        /// Pillow walks by adding the step, so its rounding errors are kept.
        func sources(_ length: Int, _ newLength: Int, _ window: Range<Int>) -> [Int] {
            let step = Double(length) / Double(newLength)
            var place = step * 0.5
            var sources: [Int] = []
            for index in 0..<window.upperBound {
                if index >= window.lowerBound { sources.append(min(length - 1, Int(place))) }
                place += step
            }
            return sources
        }
        let across = sources(image.width, width, columns)
        var output: [UInt8] = []
        output.reserveCapacity(columns.count * rows.count * 3)
        for line in sources(image.height, height, rows) {
            for column in across {
                let start = (line * image.width + column) * 3
                output.append(contentsOf: image.pixels[start..<start + 3])
            }
        }
        return output
    }

    /// Some of a part's columns and rows, as they are.
    private func cut(_ part: Part, _ columns: Range<Int>, _ rows: Range<Int>) -> Part {
        if part.columns == columns && part.rows == rows { return part }
        var values: [UInt8] = []
        values.reserveCapacity(columns.count * rows.count * 3)
        for row in rows {
            let line = (row - part.rows.lowerBound) * part.columns.count
            let start = (line + columns.lowerBound - part.columns.lowerBound) * 3
            values.append(contentsOf: part.values[start..<start + columns.count * 3])
        }
        return Part(values: values, columns: columns, rows: rows)
    }

    /// What makes cutting off the fraction a rounding.
    private static let half: Int32 = 1 << (ResamplingWeights.fractionBits - 1)

    private static func clipped(_ sum: Int32) -> UInt8 {
        UInt8(clamping: sum >> ResamplingWeights.fractionBits)
    }
}
