/// The kind of signal that a segment carries. An encoder's towers say which of these it can take.
package enum Modality: String, Codable, Sendable, CaseIterable, Comparable {
    case text
    case image
    case audio
    case video

    package static func < (left: Modality, right: Modality) -> Bool {
        left.order < right.order
    }

    private var order: Int {
        switch self {
        case .text: 0
        case .image: 1
        case .audio: 2
        case .video: 3
        }
    }
}
