import Extraction
import Glibc
import NearestCore
import Synchronization

/// Reads what is harmless, and misbehaves where a file asks for it.
struct FaultyReader: FileReading {
    let reader: LocalFileReader

    /// Whether an earlier file has left the process in a state that the next one suffers from.
    private static let isUpset = Atomic(false)

    func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        if Self.isUpset.load(ordering: .relaxed) { raise(SIGSEGV) }
        var item = ExtractedItem()
        item.texts = [EvidenceText(modality: .text, evidence: .content, text: "said before")]
        switch Misdeed(file) {
        case .crash: raise(SIGSEGV)
        case .crashLater:
            try emit(item)
            raise(SIGSEGV)
        case .trap: _ = [Int]()[file.sidecars.count]
        case .abort: abort()
        case .upset: Self.isUpset.store(true, ordering: .relaxed)
        case .exit: exit(7)
        case .hang: while true { sleep(1) }
        case .loop:
            while true {
                try cancellation.check()
                usleep(1000)
            }
        case .grow: Self.grow()
        case .recurse: throw NearestError(.unreadable, nil, "\(Self.depth(below: 0))")
        case .garbage: Self.say(Array("this is no frame, and will never be one".utf8))
        case .claim: Self.say(Array("nwf1".utf8) + [18, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8))
        case .child:
            item.texts[0].text = "\(try Self.startSleeper())"
            try emit(item)
            while true { sleep(1) }
        case nil: return try reader.read(file, cancellation: cancellation, emit: emit)
        }
        try emit(item)
        return []
    }

    func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput {
        try reader.media(piece, cancellation: cancellation, prepare: prepare)
    }

    /// Takes memory until there is none.
    private static func grow() {
        var kept: [[UInt8]] = []
        while true { kept.append([UInt8](repeating: UInt8(truncatingIfNeeded: kept.count), count: 16 << 20)) }
    }

    /// Calls itself until there is no stack.
    @inline(never)
    private static func depth(below depth: Int) -> Int {
        let numbers = [depth, depth + 1].map { $0 &* 3 }
        return numbers[0] < 0 ? 0 : Self.depth(below: depth + 1) &+ numbers[1]
    }

    /// Sends bytes of its own to whoever waits for an answer.
    private static func say(_ bytes: [UInt8]) {
        for descriptor: Int32 in 3..<16 where fcntl(descriptor, F_GETFL) & O_ACCMODE == O_WRONLY {
            _ = write(descriptor, bytes, bytes.count)
        }
        while true { sleep(1) }
    }

    /// - Returns: the process.
    private static func startSleeper() throws -> pid_t {
        var child = pid_t()
        let words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("300"), nil]
        let problem = posix_spawnp(&child, "sleep", nil, nil, words, [nil])
        if problem != 0 { throw NearestError(.system, "sleep", String(cString: strerror(problem))) }
        return child
    }
}
