/// A decoded picture: upright, in sRGB, 8 bits a channel, without alpha.
package struct PixelImage: Hashable, Sendable {
    package let width: Int
    package let height: Int
    /// `height` × `width` × 3, row-major: red, green, blue.
    package let pixels: [UInt8]

    /// - Precondition: `pixels.count` is `width × height × 3`, and neither side is 0.
    package init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0 && pixels.count == width * height * 3, "three values a pixel")
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}
