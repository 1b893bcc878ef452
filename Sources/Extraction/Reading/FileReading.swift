import NearestCore

/// Opens files and says what is in them: in this process (`LocalFileReader`), or in worker processes that may die
/// without harm (`WorkerFileReader`).
///
/// Calls block. Implementations are safe to call from several threads.
package protocol FileReading: Sendable {
    /// Hands the items of a file to `emit`, in the file's order.
    ///
    /// - Returns: what was wrong with a part of the file, such as a broken record. The rest was emitted.
    /// - Throws: `NearestError.unreadable` when the file gives nothing; what `emit` throws; `CancellationError`.
    func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String]

    /// The pixels, samples or frames of one piece, as an encoder takes them.
    ///
    /// - Parameter prepare: what is done to each picture of a film before the next is taken: large ones need not be
    ///   kept.
    /// - Throws: `NearestError.unreadable`; what `prepare` throws; `CancellationError`.
    func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput
}
