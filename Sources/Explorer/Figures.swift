import NearestCore

/// Numbers as the screen writes them.
enum Figures {
    /// `1,234,567`.
    static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    /// `1 file`, `1,204 files`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A number with a fixed count of decimals; a hyphen for what is not a number.
    static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "-" }
        let scale = (0..<max(0, places)).reduce(1) { product, _ in product * 10 }
        let scaled = Int((value.magnitude * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        if places == 0 { return sign + String(scaled) }
        let fraction = String(scaled % scale)
        return "\(sign)\(scaled / scale).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }

    /// A cosine: `0.71`.
    static func score(_ value: Float) -> String {
        decimal(Double(value), places: 2)
    }

    /// `99.9th`, `83rd`; never rounded up to the 100th, which nothing reaches.
    static func percentile(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let value = min(max(0, value), 100)
        if value >= 99 { return "\(decimal(min(value, 99.9), places: 1))th" }
        let whole = Int(value.rounded(.down))
        let suffix =
            switch (whole % 10, whole % 100) {
            case (1, let tens) where tens != 11: "st"
            case (2, let tens) where tens != 12: "nd"
            case (3, let tens) where tens != 13: "rd"
            default: "th"
            }
        return "\(whole)\(suffix)"
    }

    /// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-" }
        if seconds < 9.95 { return "\(decimal(seconds, places: 1)) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// Milliseconds of a search: `0.8 ms`, `12 ms`, `1.2 s`.
    static func latency(_ milliseconds: Double) -> String {
        guard milliseconds.isFinite, milliseconds >= 0 else { return "-" }
        if milliseconds < 9.95 { return "\(decimal(milliseconds, places: 1)) ms" }
        if milliseconds < 1000 { return "\(decimal(milliseconds, places: 0)) ms" }
        return duration(milliseconds / 1000)
    }

    /// A place in a recording: `1:05`, `2:03:09`.
    static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-" }
        return Clock.text(seconds)
    }
}
