/// The arithmetic in which an encoder runs. Vectors leave every encoder as 32-bit floats.
package enum Precision: String, Codable, Sendable, CaseIterable {
    case f32
    case bf16
}
