/// A set of bytes in 256 bits.
struct ByteSet: Hashable, Sendable {
    private var words = SIMD4<UInt64>()

    /// Every byte.
    static let all = ByteSet(0...255)

    init() {}

    init(_ range: ClosedRange<UInt8>) {
        for byte in range { insert(byte) }
    }

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    mutating func insert(_ byte: UInt8) {
        words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }

    mutating func remove(_ byte: UInt8) {
        words[Int(byte >> 6)] &= ~(1 << UInt64(byte & 63))
    }

    mutating func formUnion(_ other: ByteSet) {
        words |= other.words
    }

    func contains(_ byte: UInt8) -> Bool {
        words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0
    }

    var complement: ByteSet {
        var result = self
        result.words = ~words
        return result
    }
}

extension ByteSet {
    /// The bytes that a bracket expression means by `[:name:]`, in ASCII as git has it; nil for another name.
    init?(characterClass name: ArraySlice<UInt8>) {
        let lower = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
        let upper = ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
        switch String(decoding: name, as: UTF8.self) {
        case "lower": self = lower
        case "upper": self = upper
        case "digit": self = digits
        case "alpha": self = lower.union(upper)
        case "alnum": self = lower.union(upper).union(digits)
        case "xdigit": self = digits.union(ByteSet("abcdefABCDEF".utf8))
        case "blank": self = ByteSet(" \t".utf8)
        case "space": self = ByteSet(" \t\n\r".utf8)
        case "cntrl": self = ByteSet(0...0x1F).union(ByteSet(0x7F...0x7F))
        case "print": self = ByteSet(0x20...0x7E)
        case "graph": self = ByteSet(0x21...0x7E)
        case "punct":
            let letters = lower.union(upper).union(digits)
            self = ByteSet((UInt8(0x21)...0x7E).filter { !letters.contains($0) })
        default: return nil
        }
    }

    func union(_ other: ByteSet) -> ByteSet {
        var result = self
        result.formUnion(other)
        return result
    }
}
