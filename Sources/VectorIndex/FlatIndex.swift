import NearestCore
import Synchronization

/// The exact index of one space and modality: a snapshot of what was committed when it was made.
///
/// A search reads every vector that may be returned, so its answer is brute force's. A snapshot never changes,
/// may be searched from any number of threads, and stays right while a writer appends behind it; `refreshed`
/// gives the next one. Searching computes on the calling thread and, where there is much to read, on others.
package final class FlatIndex: VectorStore {
    package var dimensions: Int { rows.layout.dimensions }

    /// What a score is here, as the folder's files say.
    package var metric: Metric { rows.layout.metric }

    /// What the stored values are made of.
    package var element: VectorElement { rows.layout.element }

    /// The rows that the catalog has recorded, removed ones included.
    package var committedRows: Int { rows.count }

    /// Why files of the folder are left out, in their order; each names its file.
    package var damages: [NearestError] {
        rows.damages.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Vectors that a search can return: removed ones are not counted.
    package var count: Int { live?.count ?? rows.count }

    let rows: MappedRows
    /// The rows that were not removed; nil when none was.
    let live: RowMask?
    let codes: CodeSet
    let kernels: VectorKernels
    private let removed: Set<SegmentID>
    private let lookup: Mutex<RowLookup>
    private let lastFilter = Mutex<Filter?>(nil)

    /// An allow-set that a search was given, and the rows that it means here.
    private struct Filter {
        var allowed: Set<SegmentID>
        var mask: RowMask
    }

    /// Opens the snapshot that the catalog describes.
    ///
    /// - Parameters:
    ///   - folder: the folder of the space and modality; it may be missing while nothing is committed.
    ///   - committedRows: as the catalog has recorded it.
    ///   - removed: segments whose files went away. Those that have no vector here do no harm.
    ///   - leavesDamageOut: whether files that are missing, cut short or have lost their header are left out, so
    ///     that the rest can be searched: see `damages`.
    /// - Throws: `NearestError`: `.spaceMismatch`, `.newerIndex` or `.corruptIndex`, naming file and remedy.
    package convenience init(
        folder: String, dimensions: Int, fingerprint: String, committedRows: Int,
        removed: Set<SegmentID> = [], leavesDamageOut: Bool = false, kernels: VectorKernels = .fastest
    ) throws {
        let place = VectorFolder(path: folder)
        let rows =
            leavesDamageOut
            ? try MappedRows(
                intactOf: place, dimensions: dimensions, fingerprint: fingerprint, count: committedRows)
            : try MappedRows(folder: place, dimensions: dimensions, fingerprint: fingerprint, count: committedRows)
        var lookup = RowLookup()
        let live = Self.live(
            Removal(rows: rows, ids: removed), after: Removal(rows: nil, ids: []), mask: nil, lookup: &lookup)
        self.init(
            rows: rows, live: live, codes: CodeSet(of: rows), removed: removed, lookup: lookup, kernels: kernels)
    }

    private init(
        rows: MappedRows, live: RowMask?, codes: CodeSet, removed: Set<SegmentID>, lookup: RowLookup,
        kernels: VectorKernels
    ) {
        self.rows = rows
        self.codes = codes
        self.live = live
        self.removed = removed
        self.lookup = Mutex(lookup)
        self.kernels = kernels
    }

    /// The snapshot after later commits of the same folder. It shares the mappings, and looks only at what is
    /// new, so it costs microseconds and may follow every commit.
    ///
    /// - Parameter committedRows: at least as many as this snapshot has; after a compaction, which begins a new
    ///   folder, open that folder instead.
    /// - Throws: as `init`.
    package func refreshed(committedRows: Int, removed: Set<SegmentID>) throws -> FlatIndex {
        guard committedRows >= rows.count else {
            throw NearestError(
                .invalidArgument, rows.folder.path,
                "a snapshot of \(rows.count) rows cannot become one of \(committedRows)")
        }
        if committedRows == rows.count && removed == self.removed {
            let current = codes.refreshed(for: rows)
            if current === codes { return self }
            return FlatIndex(
                rows: rows, live: live, codes: current, removed: removed, lookup: lookup.withLock { $0 },
                kernels: kernels)
        }
        let rows = try self.rows.extended(to: committedRows)
        var lookup = self.lookup.withLock { $0 }
        let live = Self.live(
            Removal(rows: rows, ids: removed), after: Removal(rows: self.rows, ids: self.removed), mask: self.live,
            lookup: &lookup)
        return FlatIndex(
            rows: rows, live: live, codes: codes.refreshed(for: rows), removed: removed, lookup: lookup,
            kernels: kernels)
    }
}

// MARK: - Which rows may be returned

extension FlatIndex {
    private struct Removal {
        var rows: MappedRows?
        var ids: Set<SegmentID>
    }

    /// The mask of `now`, from the mask of what was before: only new rows and newly removed ids are looked at.
    private static func live(
        _ now: Removal, after before: Removal, mask: RowMask?, lookup: inout RowLookup
    ) -> RowMask? {
        guard !now.ids.isEmpty, let rows = now.rows else { return now.rows?.intactMask }
        guard before.ids.isSubset(of: now.ids) else {
            return live(now, after: Removal(rows: nil, ids: []), mask: nil, lookup: &lookup)
        }
        let seen = before.rows?.count ?? 0
        var live = mask ?? RowMask(rows: seen, all: true)
        live.extend(to: rows.count)
        let looksUp = now.ids.count < (rows.count - seen) / 16
        if !looksUp {
            rows.forEachIDs(in: seen..<rows.count) { first, ids in
                for (offset, id) in ids.enumerated() where now.ids.contains(id) { live.remove(first + offset) }
            }
        }
        let unseen = looksUp ? now.ids : seen > 0 ? now.ids.subtracting(before.ids) : []
        if !unseen.isEmpty { lookup.cover(rows) }
        for id in unseen {
            if let row = lookup.row(of: id, in: rows) { live.remove(row) }
        }
        if let intact = rows.intactMask { live.formIntersection(intact) }
        return live.count == rows.count ? nil : live
    }

    /// The row of a segment that a search can return.
    func row(of id: SegmentID) -> Int? {
        coveringLookup().row(of: id, in: rows).flatMap { row in
            live.map { $0.contains(row) } ?? true ? row : nil
        }
    }

    /// The look-up of this snapshot's ids, made when the first caller needs it.
    func coveringLookup() -> RowLookup {
        lookup.withLock { lookup in
            lookup.cover(rows)
            return lookup
        }
    }

    /// The rows that a search may return; nil for all.
    ///
    /// The last filter is remembered: while somebody types behind a filter, the same set comes with every key.
    func mask(for allowed: Set<SegmentID>?) -> RowMask? {
        guard let allowed else { return live }
        if let known = lastFilter.withLock({ $0 }), known.allowed == allowed { return known.mask }
        let mask = makeMask(for: allowed)
        lastFilter.withLock { $0 = Filter(allowed: allowed, mask: mask) }
        return mask
    }

    private func makeMask(for allowed: Set<SegmentID>) -> RowMask {
        var mask = RowMask(rows: rows.count, all: false)
        if allowed.count < rows.count / 16 {
            let lookup = coveringLookup()
            for id in allowed {
                if let row = lookup.row(of: id, in: rows) { mask.insert(row) }
            }
        } else {
            rows.forEachIDs(in: 0..<rows.count) { first, ids in
                for (offset, id) in ids.enumerated() where allowed.contains(id) { mask.insert(first + offset) }
            }
        }
        if let live { mask.formIntersection(live) }
        return mask
    }
}
