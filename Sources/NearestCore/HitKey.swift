/// What counts as one answer: lists that hold it under several segments hold the same hit.
package enum HitKey: Hashable, Sendable {
    /// A passage, a window of sound, a shot.
    case segment(SegmentID)
    /// A picture, whichever of the texts that stand for it was found, or its pixels: the first item of its place.
    case picture(Int64)
}
