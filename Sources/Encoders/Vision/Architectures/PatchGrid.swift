import NearestCore

/// The squares that a square picture is cut into, as a model was trained.
struct PatchGrid: Sendable {
    /// The picture's side, in pixels.
    let side: Int
    /// A square's side, in pixels.
    let patch: Int

    /// - Parameter file: what errors call the configuration.
    /// - Throws: `NearestError(.brokenModel)` when the sizes do not fit each other.
    init(side: Int, patch: Int, _ file: String) throws {
        guard patch > 0, side >= patch, side <= 4096 else {
            throw NearestError(
                .brokenModel, file, "its image_size and patch_size contradict each other",
                remedy: ModelFolder.sizesRemedy)
        }
        self.side = side
        self.patch = patch
    }

    /// The number of squares along each side.
    var count: Int { side / patch }

    /// - Throws: `NearestError(.brokenModel)` when pictures are not prepared in the size that the model has
    ///   positions for.
    func check(_ size: ImageSettings.PixelSize, _ folder: String) throws {
        guard size.height == side, size.width == side else {
            throw NearestError(
                .brokenModel, folder + "/preprocessor_config.json",
                "it makes pictures of \(size.width) × \(size.height) pixels where config.json promises \(side)",
                remedy: ModelFolder.sizesRemedy)
        }
    }
}
