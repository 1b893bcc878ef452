import NearestCore

/// Where the pixels or samples of a segment are to be had again.
package struct MediaPiece: Hashable, Sendable {
    package var file: FileToRead
    /// The item inside the file, as `ExtractedItem.part` named it.
    package var part: String?
    package var place: Place
    package var form: Form

    /// What is wanted of it.
    package enum Form: Hashable, Sendable {
        /// The pixels of a picture; a huge one comes smaller.
        case picture
        /// One channel at so many samples a second.
        case sound(rate: Int)
        /// Pictures around the middle of the stretch, and the sound beside them.
        case film(VideoSampling)
        /// Pictures evenly spread over the stretch, scaled down to a height, without sound: what a screen shows of a shot.
        case filmstrip(count: Int, height: Int)
    }

    package init(file: FileToRead, part: String? = nil, place: Place, form: Form) {
        self.file = file
        self.part = part
        self.place = place
        self.form = form
    }
}
