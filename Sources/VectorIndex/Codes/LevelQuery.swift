import NearestCore

/// A query as codes of four bits a dimension are compared with it; see `LevelBlock`.
struct LevelQuery {
    let kernels: VectorKernels
    /// The query, rotated.
    let rotated: [Float]

    /// What a row's score will hardly exceed.
    ///
    /// - Parameters:
    ///   - row: as `LevelBlock` has it.
    ///   - centre: the one that it is around.
    @inline(__always)
    func bound(_ row: UnsafePointer<UInt32>, centre: CodedRows.Centre) -> Float {
        let (shift, factor, deviation) = (Self.float(row[0]), Self.float(row[1]), Self.float(row[2]))
        let product = kernels.levelProduct(rotated, code: row + LevelBlock.head, width: rotated.count)
        let slack = CodedQuery.deviations * centre.distance * deviation
        return centre.base + abs(centre.base) * CodedQuery.rounding + shift + factor * product + slack
    }

    @inline(__always)
    private static func float(_ word: UInt32) -> Float { Float(bitPattern: UInt32(littleEndian: word)) }
}
