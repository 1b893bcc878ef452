/// What a window's tokens mean: pieces of text with their moments, and where the next window begins.
struct WhisperReading: Sendable {
    struct Piece: Hashable, Sendable {
        /// In seconds from the window's beginning.
        var start: Double
        var end: Double
        /// Moments included.
        var ids: [Int]
    }

    private(set) var pieces: [Piece] = []
    /// Seconds from this window's beginning to the next one's.
    private(set) var advance: Double

    /// - Parameters:
    ///   - ids: without prompt and end.
    ///   - seconds: of sound in the window.
    init(_ ids: [Int], seconds: Double, settings: WhisperSettings) {
        func isMoment(_ index: Int) -> Bool { ids.indices.contains(index) && ids[index] >= settings.firstMoment }
        func time(_ index: Int) -> Double {
            Double(ids[index] - settings.firstMoment) * WhisperSettings.momentSeconds
        }
        advance = seconds
        // One moment alone at the end says that nothing more is said until the window's end.
        let endsAlone = ids.count >= 2 && isMoment(ids.count - 1) && !isMoment(ids.count - 2)
        var ends = ids.indices.filter { $0 > 0 && isMoment($0) && isMoment($0 - 1) }
        guard !ends.isEmpty else {
            let last = ids.indices.last { isMoment($0) && ids[$0] != settings.firstMoment }
            pieces = ids.isEmpty ? [] : [Piece(start: 0, end: last.map(time) ?? seconds, ids: ids)]
            return
        }
        if endsAlone { ends.append(ids.count) }
        var begin = 0
        for end in ends {
            pieces.append(
                Piece(
                    start: isMoment(begin) ? time(begin) : 0, end: isMoment(end - 1) ? time(end - 1) : seconds,
                    ids: Array(ids[begin..<end])))
            begin = end
        }
        if !endsAlone { advance = time(begin - 1) }
    }
}
