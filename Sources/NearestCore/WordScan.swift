/// One pass over a text's UTF-8, in which `WordSplitter`'s words come out.
struct WordScan {
    /// The words so far, a space between them.
    private(set) var output: [UInt8] = []
    /// The words so far, when they are wanted: where each ends in `output`, and its scalars in the text.
    private(set) var words: [(end: Int, scalars: Range<Int>)] = []

    private let recordsWords: Bool
    private let table = WordTable.shared
    /// Where the word in hand begins in `output`; it is as long as what follows.
    private var wordStart = 0
    /// The scalar that the word in hand ends with, where a following one may join it; else 0.
    private var last: UInt32 = 0
    private var firstScalar = 0
    private var endScalar = 0

    init(recordsWords: Bool) {
        self.recordsWords = recordsWords
    }

    mutating func run(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            output.reserveCapacity(bytes.count + bytes.count / 8 + 8)
            scan(bytes)
        }
        endWord()
        if output.last == Self.space { output.removeLast() }
    }

    private static let space = UInt8(ascii: " ")

    /// For each byte of ASCII what it is in a word; 0 where it divides words.
    private static let ascii: [UInt8] = (0..<128 as Range<UInt8>).map { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: 0
        }
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
        Self.ascii.withUnsafeBufferPointer { ascii in
            var place = 0
            /// Bytes that are not the first of their scalar.
            var continuations = 0
            while place < bytes.count {
                let byte = bytes[place]
                if byte < 0x80 {
                    let folded = ascii[Int(byte)]
                    if folded == 0 {
                        endWord()
                    } else {
                        if recordsWords { note(place - continuations) }
                        if output.count - wordStart < WordSplitter.longestWord { output.append(folded) }
                        last = 0
                    }
                    place += 1
                } else {
                    let (scalar, length) = Self.scalar(in: bytes, at: place)
                    take(scalar, at: place - continuations)
                    continuations += length - 1
                    place += length
                }
            }
        }
    }

    /// Decodes a scalar of several bytes. A `String` holds valid UTF-8 only, so all of them are there.
    @inline(__always)
    private static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> (UInt32, length: Int) {
        func low(_ offset: Int) -> UInt32 { UInt32(bytes[place + offset] & 0x3F) }
        let first = UInt32(bytes[place])
        if first < 0xE0 { return ((first & 0x1F) << 6 | low(1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | low(1) << 6 | low(2), 3) }
        return ((first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3), 4)
    }

    private mutating func take(_ scalar: UInt32, at position: Int) {
        let (kind, value) = table.entry(of: scalar)
        switch kind {
        case .separator:
            endWord()
        case .letter, .folded:
            add(value, at: position)
        case .alone, .aloneFolded:
            endWord()
            add(value, at: position)
            // Ended by whatever follows, unless that is a voicing mark.
            last = value
        case .voicing:
            voice(scalar, at: position)
        case .dropped:
            if recordsWords, wordStart < output.count, endScalar == position { endScalar = position + 1 }
        case .expanded:
            for part in table.expansion(value) {
                if part == UInt32(Self.space) { endWord() } else { add(part, at: position) }
            }
        }
    }

    /// Adds a scalar to the word in hand, which ends before it where either is a word of its own.
    private mutating func add(_ scalar: UInt32, at position: Int) {
        if last != 0, table.entry(of: last).kind == .alone { endWord() }
        if recordsWords { note(position) }
        if last != 0, let syllable = Self.syllable(last, scalar) {
            output.removeLast(3)
            append(syllable)
            last = syllable
        } else {
            let hasRoom = output.count - wordStart < WordSplitter.longestWord
            if hasRoom { append(scalar) }
            last = hasRoom ? scalar : 0
        }
    }

    private mutating func voice(_ mark: UInt32, at position: Int) {
        guard last != 0, wordStart < output.count, let voiced = table.voiced(last, mark) else { return }
        output.removeLast(3)
        append(voiced)
        last = voiced
        if recordsWords { endScalar = position + 1 }
    }

    private mutating func endWord() {
        last = 0
        guard wordStart < output.count else { return }
        if recordsWords { words.append((output.count, firstScalar..<endScalar)) }
        output.append(Self.space)
        wordStart = output.count
    }

    @inline(__always)
    private mutating func note(_ position: Int) {
        if wordStart == output.count { firstScalar = position }
        endScalar = position + 1
    }

    private mutating func append(_ scalar: UInt32) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// The Korean syllable of a leading consonant and a vowel, or of an open syllable and a trailing consonant
    /// (The Unicode Standard, section 3.12).
    private static func syllable(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if first &- 0x1100 < 19, second &- 0x1161 < 21 {
            return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
        }
        let number = first &- 0xAC00
        guard number < 11172, number % 28 == 0, second &- 0x11A8 < 27 else { return nil }
        return first + (second - 0x11A7)
    }
}
