/// Moments of recordings and films as people read them.
package enum Clock {
    /// `1:05` or `1:02:05`.
    ///
    /// - Parameter seconds: from the start; any number, since damaged files name all of them.
    package static func text(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e9))
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let minutes = whole / 60 % 60
        return whole < 3_600
            ? "\(minutes):\(two(whole % 60))" : "\(whole / 3_600):\(two(minutes)):\(two(whole % 60))"
    }
}
