import NearestCore

/// The lines of a text file one by one, in memory that one line needs.
struct LineReader: ~Copyable {
    private var file: DecodedFile
    private let cancellation: Cancellation
    private let longest: Int
    private var buffer: [UInt8] = []
    private var position = 0
    private var isDone = false
    /// The number of the line that `next` returned, counted from 1.
    private(set) var number = 0

    /// A line, or the fact that it is longer than a record may be.
    enum Line {
        case text([UInt8])
        case tooLong
    }

    init(_ source: SourceFile) throws {
        file = try DecodedFile(source)
        cancellation = source.cancellation
        longest = source.limits.maximumRecordBytes
    }

    /// The next line without its line feed; nil at the end.
    mutating func next() throws -> Line? {
        var searched = position
        var isTooLong = false
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { position = end + 1 }
                number += 1
                return isTooLong || end - position > longest ? .tooLong : .text(Array(buffer[position..<end]))
            }
            if buffer.count - position > longest {
                isTooLong = true
                position = buffer.count
            }
            searched = buffer.count - position
            guard try fill() else { return last(isTooLong) }
        }
    }

    /// - Returns: whether there may be more; false at the end of the file.
    private mutating func fill() throws -> Bool {
        if isDone { return false }
        try cancellation.check()
        buffer.removeFirst(position)
        position = 0
        if let chunk = try file.next() {
            buffer.append(contentsOf: chunk)
        } else {
            isDone = true
        }
        return !isDone
    }

    /// What stands behind the last line feed.
    private mutating func last(_ isTooLong: Bool) -> Line? {
        if position == buffer.count && !isTooLong { return nil }
        defer { position = buffer.count }
        number += 1
        return isTooLong ? .tooLong : .text(Array(buffer[position...]))
    }
}
