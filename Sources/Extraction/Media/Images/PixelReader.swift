import CVips

/// Values as a file holds them to red, green and blue of 8 bits, by Pillow's arithmetic. Opacity is dropped.
struct PixelReader {
    let values: UnsafeRawBufferPointer
    /// Interleaved; those after the colours are opacity.
    let channels: Int
    /// Whether each value has 16 bits.
    let isWide: Bool
    let kind: cvips_kind

    /// The colours of the first `count` pixels, three values each.
    func colours(count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * 3) { pixels, done in
            switch kind {
            case CVIPS_GREY:
                for pixel in 0..<count {
                    let grey = value(pixel * channels)
                    for channel in 0..<3 { pixels[pixel * 3 + channel] = grey }
                }
            case CVIPS_INK:
                for pixel in 0..<count {
                    let black = 255 - value(pixel * channels + 3)
                    for channel in 0..<3 {
                        pixels[pixel * 3 + channel] = Self.light(value(pixel * channels + channel), black)
                    }
                }
            default:
                for pixel in 0..<count {
                    for channel in 0..<3 { pixels[pixel * 3 + channel] = value(pixel * channels + channel) }
                }
            }
            done = count * 3
        }
    }

    /// The high byte of a value of 16 bits.
    private func value(_ index: Int) -> UInt8 {
        isWide ? UInt8(values.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self) >> 8) : values[index]
    }

    /// What an ink leaves of the light that the black ink leaves.
    private static func light(_ ink: UInt8, _ light: UInt8) -> UInt8 {
        let product = Int(ink) * Int(light) + 128
        return UInt8(max(0, Int(light) - ((product >> 8) + product) >> 8))
    }
}
