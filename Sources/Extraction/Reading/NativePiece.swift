import NearestCore

/// What an encoder sees or hears: a picture as a whole, a window of sound, a shot of a film.
package struct NativePiece: Hashable, Sendable {
    package var modality: Modality
    /// `.whole` for a picture, `.time` otherwise.
    package var place: Place

    package init(modality: Modality, place: Place) {
        self.modality = modality
        self.place = place
    }
}
