import Glibc
import NearestCore

extension ExternalTensor {
    /// Bytes that are looked at at once.
    private static let piece = 1 << 20

    /// Whether none of the tensor's numbers is infinite or no number at all.
    ///
    /// - Throws: `NearestError(.brokenModel)` when the file cannot be read.
    package func isFinite() throws -> Bool {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw NearestError(.brokenModel, file, "cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 64)
        defer { buffer.deallocate() }
        var done = 0
        while done < byteCount {
            let count = pread(
                descriptor, buffer.baseAddress, min(Self.piece, byteCount - done), off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            // Pieces end with a whole number; a file that was cut meanwhile is found by whoever maps it.
            let whole = max(0, count) / elementType.byteCount * elementType.byteCount
            guard whole > 0 else { return true }
            guard Self.isFinite(UnsafeRawBufferPointer(rebasing: buffer[..<whole]), elementType) else {
                return false
            }
            done += whole
        }
        return true
    }

    private static func isFinite(_ bytes: UnsafeRawBufferPointer, _ type: ElementType) -> Bool {
        func all<Bits: FixedWidthInteger>(_ type: Bits.Type, exponent: Bits) -> Bool {
            // The buffer is aligned for every type.
            bytes.bindMemory(to: type).allSatisfy { $0 & exponent != exponent }
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
