import NearestCore

/// Which segments a search may return: every condition that is set must hold.
package struct SegmentFilter: Hashable, Sendable {
    /// Any of these modalities; empty for all.
    package var modalities: Set<Modality> = []
    /// Any of these file extensions, in lower case; empty for all.
    package var extensions: Set<String> = []
    /// Each of these texts stands in the path, whatever the case.
    package var pathParts: [String] = []
    /// The file was changed at this moment or later, in nanoseconds since 1970.
    package var modifiedFrom: Int64?
    /// The file was changed before this moment.
    package var modifiedBefore: Int64?

    package init() {}

    /// Whether every segment passes.
    package var isEmpty: Bool { self == SegmentFilter() }

    /// Whether a file that holds a segment passes.
    package func accepts(_ place: SegmentRecord.Occurrence) -> Bool {
        accepts(path: place.path, modifiedNanoseconds: place.modifiedNanoseconds)
    }

    func accepts(path: CorpusPath, modifiedNanoseconds: Int64) -> Bool {
        if !extensions.isEmpty, !extensions.contains(path.fileExtension) { return false }
        if let modifiedFrom, modifiedNanoseconds < modifiedFrom { return false }
        if let modifiedBefore, modifiedNanoseconds >= modifiedBefore { return false }
        guard !pathParts.isEmpty else { return true }
        let display = path.display.lowercased()
        return pathParts.allSatisfy { display.contains($0.lowercased()) }
    }

    func accepts(modality: Modality?) -> Bool {
        guard let modality else { return false }
        return modalities.isEmpty || modalities.contains(modality)
    }
}
