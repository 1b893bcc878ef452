import CVips

/// The file that a picture is decoded from.
enum PictureInput {
    case bytes([UInt8])
    /// A file that is open for reading and stays its owner's. Its position is moved.
    case descriptor(Int32)

    /// Calls `body` with the input as the library takes it.
    func with<R>(_ body: (cvips_input) -> R) -> R {
        switch self {
        case .bytes(let bytes):
            bytes.withUnsafeBufferPointer {
                body(cvips_input(bytes: $0.baseAddress, count: $0.count, descriptor: -1))
            }
        case .descriptor(let descriptor): body(cvips_input(bytes: nil, count: 0, descriptor: descriptor))
        }
    }
}
