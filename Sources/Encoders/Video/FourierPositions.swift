import Glibc
import Inference

/// Where something lies along axes, told by the position itself and by sines and cosines of it, number by number as
/// the reference computes them in 32-bit floats.
///
/// Jaegle and others, "Perceiver: General Perception with Iterative Attention", arXiv:2103.03206, section 3.2.
struct FourierPositions {
    /// For each axis, how many places it has.
    let lengths: [Int]
    /// For each axis, the places of the finest grid that is told apart: the highest frequency is half of it.
    let resolutions: [Int]
    /// Frequencies an axis.
    let bands: Int

    /// Numbers a place: the positions, then all sines, then all cosines, axis by axis.
    var width: Int { lengths.count * (1 + 2 * bands) }

    /// Writes the table of all places: 1 × places × width, the last axis running fastest.
    ///
    /// Of several axes, only each one's own numbers stand in the graph: for pictures, thousands of times fewer than
    /// the table.
    func table(in graph: OnnxGraph) -> OnnxGraph.Value {
        let columns = parts().map { part in expand(part.values, width: part.width, axis: part.axis, in: graph) }
        let joined = graph.concatenate(columns, axis: lengths.count)
        return graph.reshape(joined, [1, lengths.reduce(1, *), width])
    }

    /// The table itself, row-major.
    func numbers() -> [Float] {
        let parts = parts()
        var numbers: [Float] = []
        for place in 0..<lengths.reduce(1, *) {
            for part in parts {
                let inner = lengths[(part.axis + 1)...].reduce(1, *)
                let position = place / inner % lengths[part.axis]
                numbers += part.values[position * part.width..<(position + 1) * part.width]
            }
        }
        return numbers
    }

    /// What one axis adds to every place, by its position.
    private struct Part {
        var axis: Int
        /// `width` a position.
        var values: [Float]
        var width: Int
    }

    /// In the order in which a place has them.
    private func parts() -> [Part] {
        let axes = lengths.indices.map(axis)
        let positions = axes.enumerated().map { Part(axis: $0, values: $1.positions, width: 1) }
        let sines = axes.enumerated().map { Part(axis: $0, values: $1.sines, width: bands) }
        return positions + sines + axes.enumerated().map { Part(axis: $0, values: $1.cosines, width: bands) }
    }

    /// One axis' numbers at every place.
    private func expand(_ values: [Float], width: Int, axis: Int, in graph: OnnxGraph) -> OnnxGraph.Value {
        var shape = [Int](repeating: 1, count: lengths.count) + [width]
        shape[axis] = lengths[axis]
        let sizes = (lengths + [width]).map(Int64.init)
        return graph.expand(graph.constant(values, shape), to: graph.constant(sizes, [sizes.count]))
    }

    private struct Axis {
        var positions: [Float]
        /// `bands` a place.
        var sines: [Float] = []
        var cosines: [Float] = []
    }

    private func axis(_ index: Int) -> Axis {
        var axis = Axis(positions: Self.evenly(from: -1, to: 1, count: lengths[index]))
        let frequencies = Self.evenly(from: 1, to: Float(resolutions[index]) / 2, count: bands)
        // Swift's own `Float.pi` is rounded down; the reference's is rounded to the nearest.
        let pi = Float(Double.pi)
        for position in axis.positions {
            for frequency in frequencies {
                let angle = pi * (position * frequency)
                axis.sines.append(Float(sin(Double(angle))))
                axis.cosines.append(Float(cos(Double(angle))))
            }
        }
        return axis
    }

    /// PyTorch's `linspace`: from both ends towards the middle, each product and sum rounded once.
    static func evenly(from start: Float, to end: Float, count: Int) -> [Float] {
        if count == 1 { return [start] }
        let step = (end - start) / Float(count - 1)
        return (0..<count).map { index in
            index < count / 2
                ? start.addingProduct(step, Float(index)) : end.addingProduct(-step, Float(count - 1 - index))
        }
    }
}
