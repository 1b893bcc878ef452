/// A spreadsheet's number of days as a date and a time (ISO 8601).
enum SerialDate {
    /// - Parameters:
    ///   - days: since the last day of 1899, or since the first day of 1904.
    ///   - form: what the cell's format shows of it.
    /// - Returns: nil for a number that is no date, such as one beyond the year 9999.
    static func text(of days: Double, as form: NumberFormats.Form, from1904: Bool) -> String? {
        guard days.isFinite, days >= 0, days < 2_958_466 else { return nil }
        // To the nearest second: a time is a fraction of a day, and few are exact.
        let seconds = Int((days * 86400).rounded())
        let (day, second) = (seconds / 86400, seconds % 86400)
        switch form {
        case .number: return nil
        case .elapsed: return "\(seconds / 3600):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
        case .time where day == 0: return time(second)
        case .date, .time, .dateTime:
            // The format's first year is taken for a leap year; days before its 29th of February are one less.
            let offset = from1904 ? 0 : day < 60 ? -1461 : -1462
            let date = date(daysSince1904: day + offset)
            let isMidnight = second == 0 && form != .dateTime
            return isMidnight ? date : "\(date)T\(time(second))"
        }
    }

    private static func time(_ second: Int) -> String {
        "\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The Gregorian calendar, by Howard Hinnant's `civil_from_days`: years begin in March, so that the leap day
    /// comes last.
    private static func date(daysSince1904 days: Int) -> String {
        // From the first of March of the year 0 to the first day of 1904.
        let shifted = days + 695_361
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let padded = String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
        return "\(padded)-\(twoDigits(month))-\(twoDigits(day))"
    }
}
