/// Whether the best of an answer is more than what chance brings.
package enum MatchStrength: String, Codable, Sendable, CaseIterable, Comparable {
    /// Chance would bring as much: what is shown is the nearest that there is, and no answer.
    case none
    /// Somewhat nearer than chance: it may be an answer.
    case weak
    /// It stands out.
    case clear

    package static func < (left: MatchStrength, right: MatchStrength) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
