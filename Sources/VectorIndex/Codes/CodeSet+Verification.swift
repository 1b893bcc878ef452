extension CodeSet {
    /// A file of codes or lists of which some bytes are no longer those that were written.
    struct Damage: Sendable, Equatable {
        var file: String
        /// What is damaged in it, as a clause.
        var problem: String
    }

    /// Reads all codes and lists and compares them with their checksums.
    ///
    /// Files whose header is damaged, or does not fit, were not opened: searches do without them already.
    func damages() -> [Damage] {
        var damages = files.compactMap { file in
            let chunks = file.damagedChunks()
            return chunks.isEmpty
                ? nil : Damage(file: file.path, problem: "\(chunks.count) of its \(file.layout.chunks) chunks")
        }
        if let inverted {
            let lists = inverted.damagedLists()
            if !lists.isEmpty {
                damages.append(
                    Damage(file: inverted.path, problem: "\(lists.count) of its \(inverted.layout.lists) lists"))
            }
        }
        return damages
    }
}
