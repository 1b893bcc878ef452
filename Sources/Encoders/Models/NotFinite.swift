import Inference
import NearestCore

/// Why a network gave something that is not finite: its weights, or its arithmetic.
enum NotFinite {
    /// Bytes that are looked at at once.
    private static let piece = 1 << 20

    /// The same of all tensors of a model's weights.
    static func error(_ model: String, in folder: ModelFolder) -> NearestError {
        error(model, (try? WeightFiles.tensors(of: folder).values).map(Array.init) ?? [])
    }

    /// The error that names the file and the tensor that is not finite itself; where all are, the model.
    ///
    /// Weights are read through only now, since networks read them in place and good ones need no look.
    static func error(_ model: String, _ tensors: some Sequence<ExternalTensor>) -> NearestError {
        for tensor in tensors.sorted(by: { ($0.file, $0.offset) < ($1.file, $1.offset) }) {
            guard (try? isFinite(tensor)) == false else { continue }
            return NearestError(
                .brokenModel, tensor.file, "its tensor \(tensor.name) holds numbers that are not finite",
                remedy: "Fetch the model again.")
        }
        return NearestError(
            .inference, model, "the network gave a vector that is not finite, though its weights are",
            remedy: "Try --precision f32; if that does not help, fetch the model again.")
    }

    private static func isFinite(_ tensor: ExternalTensor) throws -> Bool {
        let file = try RandomAccessFile(path: tensor.file)
        for start in stride(from: 0, to: tensor.byteCount, by: piece) {
            let bytes = try file.read(tensor.offset + start, min(piece, tensor.byteCount - start))
            guard bytes.withUnsafeBytes({ isFinite($0, tensor.elementType) }) else { return false }
        }
        return true
    }

    private static func isFinite(_ bytes: UnsafeRawBufferPointer, _ type: ElementType) -> Bool {
        func all<Bits: FixedWidthInteger>(_ type: Bits.Type, exponent: Bits) -> Bool {
            stride(from: 0, to: bytes.count - MemoryLayout<Bits>.size + 1, by: MemoryLayout<Bits>.size).allSatisfy {
                bytes.loadUnaligned(fromByteOffset: $0, as: type) & exponent != exponent
            }
        }
        switch type {
        case .f32: return all(UInt32.self, exponent: 0x7F80_0000)
        case .f16: return all(UInt16.self, exponent: 0x7C00)
        case .bf16: return all(UInt16.self, exponent: 0x7F80)
        case .f64: return all(UInt64.self, exponent: 0x7FF0_0000_0000_0000)
        default: return true
        }
    }
}
