import Catalog
import Foundation
import NearestCore

/// A query taken apart into words and filters.
///
/// A filter is a word of the form `key:value` with a known key; any other word with a colon is a word like the
/// rest, so that `12:30` and `https://…` stay text.
///
/// | filter | keeps |
/// |---|---|
/// | `type:image,text` | these modalities |
/// | `ext:pdf,md` | these file extensions |
/// | `path:slides/` | paths that contain this |
/// | `after:2024-01-31` | files changed on that day or later (local time) |
/// | `before:2024-01-31` | files changed before that day |
/// | `model:NAME` | the space of this model |
package struct ParsedQuery: Hashable, Sendable {
    package private(set) var text = ""
    package private(set) var filter = SegmentFilter()
    package private(set) var model: String?

    /// - Throws: `NearestError` with `.invalidArgument` when a filter's value makes no sense.
    package init(_ query: String) throws {
        var words: [Substring] = []
        for word in query.split(whereSeparator: \.isWhitespace) {
            guard let colon = word.firstIndex(of: ":"), word.index(after: colon) < word.endIndex,
                try take(key: word[..<colon], value: String(word[word.index(after: colon)...]))
            else {
                words.append(word)
                continue
            }
        }
        text = words.joined(separator: " ")
    }

    private mutating func take(key: Substring, value: String) throws -> Bool {
        switch key {
        case "type":
            for name in value.split(separator: ",") {
                guard let modality = Modality(rawValue: name.lowercased()) else {
                    throw NearestError(
                        .invalidArgument, "type:\(value)", "there is no such modality",
                        remedy: "Use text, image, audio or video.")
                }
                filter.modalities.insert(modality)
            }
        case "ext":
            filter.extensions.formUnion(
                value.split(separator: ",").map { $0.drop { $0 == "." }.lowercased() })
        case "path":
            filter.pathParts.append(value)
        case "after":
            filter.modifiedFrom = try Self.startOfDay(value, filter: "after")
        case "before":
            filter.modifiedBefore = try Self.startOfDay(value, filter: "before")
        case "model":
            model = value
        default:
            return false
        }
        return true
    }

    /// Nanoseconds since 1970 at which the local day `YYYY-MM-DD` begins.
    private static func startOfDay(_ value: String, filter: String) throws -> Int64 {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        if parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .current
            let components = DateComponents(calendar: calendar, year: year, month: month, day: day)
            if components.isValidDate, let date = components.date, (1970..<2200).contains(year) {
                return Int64(date.timeIntervalSince1970) * 1_000_000_000
            }
        }
        throw NearestError(
            .invalidArgument, "\(filter):\(value)", "is not a date", remedy: "Write it as \(filter):2024-01-31.")
    }
}
