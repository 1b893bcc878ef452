/// A clip in memory as a source.
package final class ClipSource: SoundSource {
    private let clip: AudioClip
    private var position = 0

    package init(_ clip: AudioClip) {
        self.clip = clip
    }

    package func read(_ count: Int, cancellation: Cancellation) throws -> [Float] {
        try cancellation.check()
        let end = min(clip.samples.count, position + max(0, count))
        defer { position = end }
        return Array(clip.samples[position..<end])
    }
}
