import CFFmpeg

/// Finds where a film's picture changes, from a sketch of each of its pictures: small planes of luma and chroma.
///
/// How much a picture differs from the one before is the mean difference of the three planes' points. A cut stands out
/// from what happens around it, as the adaptive detector of PySceneDetect has it: the difference is large, and several
/// times the mean of its neighbours', so that a pan or a shaking camera cuts nothing. A flash is none either: a
/// picture or two later the film looks as it did before.
struct ShotFinder {
    /// Whether sketches are of pictures that stand alone, seconds apart: then neighbours say nothing about movement.
    let isSparse: Bool

    /// On scales of 0...255 each, added over the three planes.
    private static let leastDifference: Float = 15
    private static let leastSparseDifference: Float = 25
    /// How many times the neighbours' mean.
    private static let contrast: Float = 3
    /// Neighbours on either side.
    private static let neighbours = 2
    /// The part of a cut's difference that must remain two pictures later.
    private static let remainder: Float = 0.5

    /// When each picture begins, in ascending order.
    private(set) var moments: [Double] = []
    /// From the picture before.
    private var differences: [Float] = []
    /// From the picture three before.
    private var bridges: [Float] = []
    /// The last three sketches, the newest last.
    private var recent: [[UInt8]] = []

    init(isSparse: Bool) {
        self.isSparse = isSparse
    }

    /// - Parameter sketch: as `cff_video_next_sketch` makes them. One that does not come after the last is passed over.
    mutating func add(_ sketch: [UInt8], at moment: Double) {
        if let last = moments.last, !(moment > last) { return }
        moments.append(moment)
        differences.append(recent.last.map { Self.difference($0, sketch) } ?? 0)
        bridges.append(recent.count == 3 ? Self.difference(recent[0], sketch) : .infinity)
        if recent.count == 3 { recent.removeFirst() }
        recent.append(sketch)
    }

    /// The pictures that begin a shot, but for the first, with how much each differs from the one before.
    var cuts: [(moment: Double, difference: Float)] {
        moments.indices.filter(isCut).map { (moments[$0], differences[$0]) }
    }

    private func isCut(_ index: Int) -> Bool {
        let difference = differences[index]
        if isSparse { return difference >= Self.leastSparseDifference }
        guard difference >= Self.leastDifference else { return false }
        // Across the end of a flash, and across its beginning.
        for end in [index, index + 2] where end < bridges.count {
            if bridges[end] < Self.remainder * difference { return false }
        }
        // The first picture differs from nothing.
        let around = (max(1, index - Self.neighbours)...min(differences.count - 1, index + Self.neighbours))
            .filter { $0 != index }.map { differences[$0] }
        let mean = around.isEmpty ? 0 : around.reduce(0, +) / Float(around.count)
        return difference >= Self.contrast * mean
    }

    private static func difference(_ one: [UInt8], _ other: [UInt8]) -> Float {
        let count = min(one.count, other.count)
        let points = Float(max(1, count / 3))
        return Float(cff_sketch_distance(one, other, count)) / points
    }
}
