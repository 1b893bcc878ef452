/// A day, with the time where it is known, as the clock of a camera showed it: it names no time zone.
struct CalendarTime: Hashable, Sendable {
    var year: Int
    var month: Int
    var day: Int
    /// Hours, minutes and seconds with colons.
    var time: String?

    /// Reads `2024:07:14 18:30:05` (EXIF), `2024-07-14T18:30:05+02:00` (XMP), `20240714` (IPTC) and their
    /// beginnings from the day on; nil for anything else, such as the zeros of a clock that was never set.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        var digits: [Int] = []
        var place = 0
        while place < bytes.count, digits.count < 14 {
            let byte = bytes[place]
            if byte >= 0x30 && byte <= 0x39 {
                digits.append(Int(byte) - 0x30)
            } else if digits.count < 4 || !": -T".utf8.contains(byte) {
                break
            }
            place += 1
        }
        guard digits.count >= 8 else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        year = number(0..<4)
        month = number(4..<6)
        day = number(6..<8)
        guard year >= 1000, (1...12).contains(month), (1...31).contains(day) else { return nil }
        guard digits.count >= 12 else { return }
        let seconds = digits.count == 14 ? number(12..<14) : 0
        guard number(8..<10) < 24, number(10..<12) < 60, seconds <= 60 else { return }
        time = [number(8..<10), number(10..<12), seconds].map(Self.two).joined(separator: ":")
    }

    /// `2024-07-14 18:30:05`.
    var text: String {
        let date = "\(year)-\(Self.two(month))-\(Self.two(day))"
        return time.map { "\(date) \($0)" } ?? date
    }

    /// `14 July 2024`, which a question in words can find.
    var words: String { "\(day) \(Self.months[month - 1]) \(year)" }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November",
        "December",
    ]

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
