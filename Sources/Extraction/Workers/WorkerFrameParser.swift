/// Finds frames in what arrives over a pipe, piece by piece.
///
/// What a header claims costs nothing before the bytes are there.
struct WorkerFrameParser {
    /// What is no frame.
    struct Nonsense: Error, Hashable {
        var problem: String
    }

    private enum Part {
        case header, control, payload
    }

    private var part = Part.header
    private var bytes: [UInt8] = []
    private var frame = WorkerFrame(kind: .alive)
    private var lengths = (control: 0, payload: 0)

    /// How many more bytes the present part takes; never 0.
    private(set) var missing = WorkerFrame.headerLength

    /// Whether a frame has begun and not ended.
    var isInside: Bool { part != .header || !bytes.isEmpty }

    /// Takes the next bytes.
    ///
    /// - Parameter piece: at most `missing` bytes.
    /// - Returns: the frame that is complete with them, if one is.
    mutating func add(_ piece: some Collection<UInt8>) throws(Nonsense) -> WorkerFrame? {
        guard piece.count <= missing else { throw Nonsense(problem: "more bytes than asked for") }
        bytes.append(contentsOf: piece)
        missing -= piece.count
        if missing > 0 { return nil }
        var isComplete = false
        while missing == 0, !isComplete { isComplete = try finishPart() }
        return isComplete ? frame : nil
    }

    /// Goes on to the next part.
    ///
    /// - Returns: whether the frame is complete.
    private mutating func finishPart() throws(Nonsense) -> Bool {
        let finished = bytes
        bytes = []
        switch part {
        case .header:
            try readHeader(finished)
            (part, missing) = (.control, lengths.control)
            return false
        case .control:
            frame.control = finished
            (part, missing) = (.payload, lengths.payload)
            return false
        case .payload:
            frame.payload = finished
            (part, missing) = (.header, WorkerFrame.headerLength)
            return true
        }
    }

    private mutating func readHeader(_ header: [UInt8]) throws(Nonsense) {
        guard header.starts(with: WorkerFrame.magic), header[5..<8].allSatisfy({ $0 == 0 }),
            let kind = WorkerFrame.Kind(rawValue: header[4])
        else { throw Nonsense(problem: "bytes that are no frame") }
        lengths = (Int(header.littleEndian(at: 8)), Int(header.littleEndian(at: 12)))
        guard lengths.control <= WorkerFrame.longestControl, lengths.payload <= WorkerFrame.longestPayload else {
            throw Nonsense(problem: "a frame beyond all bounds")
        }
        frame = WorkerFrame(kind: kind)
    }
}
