/// A weight that stays where it is: a stretch of a file, row-major and little-endian.
package struct ExternalTensor: Hashable, Sendable {
    package var name: String
    package var elementType: ElementType
    package var dimensions: [Int]
    /// The absolute path of the file that holds the bytes.
    package var file: String
    /// In bytes from the file's start.
    package var offset: Int
    package var byteCount: Int

    package init(
        name: String, elementType: ElementType, dimensions: [Int], file: String, offset: Int, byteCount: Int
    ) {
        self.name = name
        self.elementType = elementType
        self.dimensions = dimensions
        self.file = file
        self.offset = offset
        self.byteCount = byteCount
    }
}
