import NearestCore

/// What is said of an answer as a whole.
enum OutcomeText {
    /// That nothing stands out, and what is nearest all the same; nil where something does.
    static func noMatch(_ outcome: SearchOutcome) -> String? {
        guard outcome.isNoMatch, let nearest = outcome.neighbours.first else { return nil }
        return "No real match; nearest is \(nearest.path.display)."
    }
}
