import NearestCore

/// That a space has probes of a modality, and how many segments had words when they were drawn.
package struct ProbeRecord: Hashable, Sendable {
    package var spaceID: Int64
    package var modality: String
    package var segments: Int
}
