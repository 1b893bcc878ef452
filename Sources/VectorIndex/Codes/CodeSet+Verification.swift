extension CodeSet {
    /// Reads all codes and lists and compares them with their checksums.
    ///
    /// Files whose header is damaged, or does not fit, were not opened: searches do without them already.
    func damages() -> [CodeDamage] {
        var damages = files.compactMap { file in
            let chunks = file.damagedChunks()
            return chunks.isEmpty
                ? nil : CodeDamage(file: file.path, problem: "\(chunks.count) of its \(file.layout.chunks) chunks")
        }
        if let inverted {
            let lists = inverted.damagedLists()
            if !lists.isEmpty {
                damages.append(
                    CodeDamage(file: inverted.path, problem: "\(lists.count) of its \(inverted.layout.lists) lists")
                )
            }
        }
        return damages
    }
}
