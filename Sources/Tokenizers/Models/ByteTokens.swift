extension Vocabulary {
    /// The ids of `<0x00>` to `<0xFF>`, which stand for bytes where a scalar has no token; nil for each that is
    /// not there.
    var byteTokens: [Int32?] {
        (0...255).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return id(of: RawText.scalars(of: byte < 16 ? "<0x0\(digits)>" : "<0x\(digits)>"))
        }
    }
}
