import NearestCore

/// What is shown of the neighbour under the cursor.
package struct PreviewState: Hashable, Sendable {
    /// The newest preview command's generation; answers to older ones drop.
    package internal(set) var generation = 0
    /// The neighbour whose preview was asked for.
    package internal(set) var segment: SegmentID?
    package internal(set) var loaded: Preview?
    package internal(set) var error: NearestError?
    /// The first line drawn; nil keeps the best sentence in sight.
    package internal(set) var scroll: Int?
}
