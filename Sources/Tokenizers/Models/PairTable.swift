/// Pairs of numbers and a number for each: an open-addressing hash, since Swift's own dictionaries take ten times
/// as long to answer.
struct PairTable: Sendable {
    /// first << 32 | second; `vacant` where nothing is stored.
    private var keys: [UInt64]
    private var values: [Int32]
    private var count = 0

    private static let vacant = UInt64.max

    init(minimumCapacity: Int) {
        var size = 16
        while size < minimumCapacity * 2 { size *= 2 }
        keys = Array(repeating: Self.vacant, count: size)
        values = Array(repeating: 0, count: size)
    }

    @inline(__always)
    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }

    /// Where `key` is, or would be.
    @inline(__always)
    private static func slot(of key: UInt64, in keys: UnsafeBufferPointer<UInt64>) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 24) & mask
        while keys[slot] != key, keys[slot] != vacant { slot = (slot + 1) & mask }
        return slot
    }

    /// - Precondition: a stored pair is of two numbers that are not negative.
    subscript(first: Int32, second: Int32) -> Int32? {
        @inline(__always)
        get {
            let key = Self.key(first, second)
            let slot = keys.withUnsafeBufferPointer { Self.slot(of: key, in: $0) }
            return keys[slot] == key ? values[slot] : nil
        }
        set {
            guard let newValue, first >= 0, second >= 0 else { return }
            if count * 2 >= keys.count { grow() }
            let key = Self.key(first, second)
            let slot = keys.withUnsafeBufferPointer { Self.slot(of: key, in: $0) }
            if keys[slot] != key { count += 1 }
            keys[slot] = key
            values[slot] = newValue
        }
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = Array(repeating: Self.vacant, count: oldKeys.count * 2)
        values = Array(repeating: 0, count: oldKeys.count * 2)
        for (key, value) in zip(oldKeys, oldValues) where key != Self.vacant {
            let slot = keys.withUnsafeBufferPointer { Self.slot(of: key, in: $0) }
            keys[slot] = key
            values[slot] = value
        }
    }
}
