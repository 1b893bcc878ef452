import NearestCore

/// The pieces that a recording is heard in.
enum SoundWindows {
    /// In seconds: what models of speech hear at once.
    static let length = 30.0
    /// In seconds: a shorter end belongs to the window before.
    static let shortest = 5.0

    /// One after the other, without gaps; none for no sound.
    static func pieces(of seconds: Double) -> [NativePiece] {
        guard seconds > 0, seconds.isFinite else { return [] }
        let count = max(1, Int((seconds - shortest) / length) + 1)
        return (0..<count).map { index in
            let end = index == count - 1 ? seconds : Double(index + 1) * length
            return NativePiece(modality: .audio, place: .time(start: Double(index) * length, end: end))
        }
    }
}
