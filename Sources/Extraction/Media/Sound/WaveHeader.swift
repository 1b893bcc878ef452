import FileAccess
import Glibc

/// What a WAV file says of its own length. FFmpeg replaces it by what the file holds, which hides that a
/// recording was cut short.
///
///     "RIFF" size "WAVE" | "fmt " size … bytes a second at 8 … | … | "data" size samples…
///
/// Sizes are 32-bit little-endian numbers, and chunks begin at even positions.
struct WaveHeader {
    /// Of the samples, by the header.
    let claimedSeconds: Double

    /// Writers that do not know the length, such as programs at the end of a pipe, put a number near one of
    /// these two.
    private static let unknownSizes = [0x7FFF_F000...0x7FFF_FFFF, 0xFFFF_F000...0xFFFF_FFFF]

    /// A file of more chunks is damaged: zeros are an endless row of empty ones.
    private static let mostChunks = 10_000

    /// - Returns: nil for a file that is no WAV file, or does not say how long it is.
    init?(_ file: borrowing RegularFile) {
        guard let riff = Self.bytes(file, 0, 12), riff[..<4].elementsEqual("RIFF".utf8),
            riff[8...].elementsEqual("WAVE".utf8)
        else { return nil }
        var position = 12
        var bytesPerSecond = 0
        for _ in 0..<Self.mostChunks {
            guard let chunk = Self.bytes(file, position, 8) else { return nil }
            let size = Self.number(chunk[4...])
            if chunk[..<4].elementsEqual("data".utf8) {
                guard bytesPerSecond > 0, size > 0, !Self.unknownSizes.contains(where: { $0 ~= size }) else {
                    return nil
                }
                claimedSeconds = Double(size) / Double(bytesPerSecond)
                return
            }
            if chunk[..<4].elementsEqual("fmt ".utf8), let format = Self.bytes(file, position + 8, 12) {
                bytesPerSecond = Self.number(format[8...])
            }
            position += 8 + size + size % 2
        }
        return nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func bytes(_ file: borrowing RegularFile, _ position: Int, _ count: Int) -> [UInt8]? {
        let descriptor = file.descriptor
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(position)))
        }
        return bytes.count == count ? bytes : nil
    }
}
