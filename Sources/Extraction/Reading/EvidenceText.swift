import NearestCore

/// Words that stand for a piece of an item.
package struct EvidenceText: Hashable, Sendable {
    /// Of the piece, not of the words.
    package var modality: Modality
    package var evidence: Evidence
    /// Texts of one evidence that follow each other in time are packed into passages together.
    package var place: Place
    package var text: String

    package init(modality: Modality, evidence: Evidence, place: Place = .whole, text: String) {
        self.modality = modality
        self.evidence = evidence
        self.place = place
        self.text = text
    }
}
