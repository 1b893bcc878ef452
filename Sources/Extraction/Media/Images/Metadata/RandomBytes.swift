/// Bytes that are read here and there: in memory, or of a file that is too large for it.
struct RandomBytes {
    let count: Int
    private let reading: (Range<Int>) -> [UInt8]?

    init(_ bytes: [UInt8]) {
        count = bytes.count
        reading = { Array(bytes[$0]) }
    }

    /// - Parameter read: is handed ranges within `0..<count`.
    init(count: Int, read: @escaping (Range<Int>) -> [UInt8]?) {
        self.count = count
        reading = read
    }

    /// The bytes at a place; nil where there are fewer.
    func bytes(at place: Int, count: Int) -> [UInt8]? {
        guard place >= 0, count >= 0, place <= self.count, count <= self.count - place else { return nil }
        guard let found = reading(place..<place + count), found.count == count else { return nil }
        return found
    }
}
