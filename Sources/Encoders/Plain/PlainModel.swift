import NearestCore

/// A plain descriptor among the models.
struct PlainModel: DescribedModel {
    let descriptor: any PlainDescriptor

    var id: String { descriptor.space.model }
    var dimensions: Int { descriptor.space.dimensions }
    var modalities: [Modality] { descriptor.space.modalities }
    let maximumTokens: Int? = nil
    var purpose: String { type(of: descriptor).purpose }

    func checkFiles() {}

    func space(_ options: EncoderOptions) throws -> Space {
        try encoder(options).space
    }

    /// - Throws: `NearestError(.invalidArgument)` for another precision, or fewer dimensions than the definition has.
    func encoder(_ options: EncoderOptions) throws -> any Encoder {
        if let precision = options.precision, precision != .f32 {
            throw NearestError(
                .invalidArgument, id, "it is computed in f32 alone", remedy: "Leave --precision out.")
        }
        if let wanted = options.dimensions, wanted != dimensions {
            throw NearestError(
                .invalidArgument, id, "its \(dimensions) values belong together", remedy: "Leave --dimensions out.")
        }
        return descriptor
    }
}
