import CVips

/// The file that a picture is decoded from.
struct PictureInput {
    enum Content {
        case bytes([UInt8])
        /// A file that is open for reading and stays its owner's. Its position is moved.
        case descriptor(Int32)
    }

    var content: Content
    /// Which page of a TIFF, counted from 0.
    var page = 0

    static func bytes(_ bytes: [UInt8]) -> PictureInput { PictureInput(content: .bytes(bytes)) }

    static func descriptor(_ descriptor: Int32) -> PictureInput { PictureInput(content: .descriptor(descriptor)) }

    /// Another page of the same file.
    func at(page: Int) -> PictureInput { PictureInput(content: content, page: page) }

    /// Calls `body` with the input as the library takes it.
    func with<R>(_ body: (cvips_input) -> R) -> R {
        let page = Int32(clamping: page)
        return switch content {
        case .bytes(let bytes):
            bytes.withUnsafeBufferPointer {
                body(cvips_input(bytes: $0.baseAddress, count: $0.count, descriptor: -1, page: page))
            }
        case .descriptor(let descriptor):
            body(cvips_input(bytes: nil, count: 0, descriptor: descriptor, page: page))
        }
    }
}
