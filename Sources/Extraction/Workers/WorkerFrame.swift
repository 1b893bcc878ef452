/// One message between this program and a worker process, over a pipe.
///
///      0       4      5          8                  12                 16
///     ┌───────┬──────┬──────────┬──────────────────┬──────────────────┬─────────────┬─────────────┐
///     │ "nwf1"│ kind │ 0   0  0 │ control's length │ payload's length │ control     │ payload     │
///     │       │ u8   │          │ u32              │ u32              │ (JSON)      │ (raw bytes) │
///     └───────┴──────┴──────────┴──────────────────┴──────────────────┴─────────────┴─────────────┘
///
/// Numbers are little-endian. The control part says what the payload is: a document's text, a thumbnail, pixels,
/// samples. Either may be empty.
struct WorkerFrame: Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        /// To a worker: the first, with the folder that it may read and the limits. It answers `ready`.
        case begin = 1
        /// To a worker: say what is in a file. It answers `item`s, then `done` or `failure`.
        case read = 2
        /// To a worker: decode a piece. It answers `picture`s, then `media` or `failure`.
        case decode = 3
        /// To a worker: try what you may not do. It answers `escapes`.
        case probe = 4

        case ready = 16
        /// A worker has taken up a request, or goes on with it.
        case alive = 17
        case item = 18
        case done = 19
        /// One picture of a film.
        case picture = 20
        case media = 21
        case failure = 22
        case escapes = 23
    }

    var kind: Kind
    var control: [UInt8] = []
    var payload: [UInt8] = []

    static let headerLength = 16
    static let magic = Array("nwf1".utf8)
    /// What JSON may take, and what the largest picture's pixels need, with room to spare. A header that claims more
    /// is nonsense.
    static let longestControl = 64 << 20
    static let longestPayload = 1 << 30

    /// Whether it can be sent.
    var fits: Bool { control.count <= Self.longestControl && payload.count <= Self.longestPayload }

    /// - Precondition: it `fits`.
    var header: [UInt8] {
        var bytes = Self.magic + [kind.rawValue, 0, 0, 0]
        bytes.append(littleEndian: UInt32(control.count))
        bytes.append(littleEndian: UInt32(payload.count))
        return bytes
    }
}

extension [UInt8] {
    mutating func append(littleEndian number: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// - Precondition: four bytes are there.
    func littleEndian(at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(self[offset + $1]) << (8 * UInt32($1)) }
    }
}
