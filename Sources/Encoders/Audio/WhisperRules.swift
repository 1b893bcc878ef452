import Glibc

/// Which tokens may come next, whatever the network thinks: the rules by which the published models write
/// moments and text in turn.
///
/// They are OpenAI's: moments come in pairs, save before the end; they never run backwards; a window begins with
/// one, and that within its first second; and a moment is written when all moments together are likelier than
/// any single piece of text.
struct WhisperRules: Sendable {
    let settings: WhisperSettings

    /// Puts the scores of forbidden tokens to minus infinity.
    ///
    /// - Parameter written: the tokens of this window so far, without the prompt.
    func apply(to logits: inout [Float], written: [Int]) {
        if written.isEmpty { forbid(settings.suppressedFirst, &logits) }
        forbid(settings.suppressed, &logits)
        logits[settings.noTimestamps] = -.infinity
        pairMoments(&logits, written)
        if let earliest = earliestMoment(after: written) {
            forbid(settings.firstMoment..<earliest, &logits)
        }
        if written.isEmpty {
            forbid(0..<settings.firstMoment, &logits)
            if let latest = settings.latestFirstMoment {
                forbid(settings.firstMoment + latest + 1..<Int.max, &logits)
            }
        }
        if momentsAreLikelier(logits) { forbid(0..<settings.firstMoment, &logits) }
    }

    /// After a moment that ends a piece of text comes the next one's beginning or the end; after one that
    /// begins a piece comes text.
    private func pairMoments(_ logits: inout [Float], _ written: [Int]) {
        guard let last = written.last, isMoment(last) else { return }
        if written.count < 2 || isMoment(written[written.count - 2]) {
            forbid(settings.firstMoment..<Int.max, &logits)
        } else {
            forbid(0..<settings.end, &logits)
        }
    }

    /// A piece of text may begin when the one before ended, but takes some time.
    private func earliestMoment(after written: [Int]) -> Int? {
        guard let latest = written.last(where: isMoment) else { return nil }
        let endsPiece =
            written.last.map(isMoment) == true && written.count >= 2 && !isMoment(written[written.count - 2])
        return endsPiece ? latest : latest + 1
    }

    private func momentsAreLikelier(_ logits: [Float]) -> Bool {
        let text = logits[..<settings.firstMoment].max() ?? -.infinity
        let moments = logits[settings.firstMoment...]
        guard let highest = moments.max(), highest > -.infinity else { return false }
        let sum = moments.reduce(0.0) { $0 + exp(Double($1 - highest)) }
        return Double(highest) + log(sum) > Double(text)
    }

    private func isMoment(_ id: Int) -> Bool { id >= settings.firstMoment }

    private func forbid(_ ids: Set<Int>, _ logits: inout [Float]) {
        for id in ids where id < logits.count { logits[id] = -.infinity }
    }

    private func forbid(_ ids: Range<Int>, _ logits: inout [Float]) {
        for id in ids.clamped(to: 0..<logits.count) { logits[id] = -.infinity }
    }
}
