/// Numbers as zip archives and pickles hold them: the least significant byte first.
enum LittleEndian {
    /// The number in `count` bytes from `start`; nil where the bytes end before, or it does not fit.
    static func integer(_ bytes: some RandomAccessCollection<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start >= 0, count > 0, start + count <= bytes.count else { return nil }
        let first = bytes.index(bytes.startIndex, offsetBy: start)
        let part = bytes[first..<bytes.index(first, offsetBy: count)]
        return Int(exactly: part.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
