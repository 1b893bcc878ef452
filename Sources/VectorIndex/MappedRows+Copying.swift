extension MappedRows {
    /// Copies the vectors of `chosen`, one after the other and without what pads them, as they are compared.
    func copy(_ chosen: ArraySlice<UInt32>, into vectors: UnsafeMutablePointer<Float>) {
        for (place, row) in chosen.enumerated() {
            copy(Int(row), into: vectors + place * layout.dimensions)
        }
    }
}
