import Catalog
import Foundation
import NearestCore
import VectorIndex

/// Compares an index on the disk with what was committed, and on request takes away what is damaged.
package final class IndexVerification {
    /// What was looked at in the vectors of one space and modality.
    package struct Store: Sendable {
        package var store: StoreRecord
        package var outcome: FolderVerification.Outcome
        /// Segments that the catalog and the vector files do not agree about.
        package var mismatches: Int
    }

    package struct Report: Sendable {
        package var stores: [Store] = []
        package var damages: [IndexDamage] = []
        /// What a repair did, a sentence each.
        package var repairs: [String] = []

        package var isSound: Bool { damages.isEmpty }
    }

    private let location: CorpusLocation
    private let catalog: Catalog
    /// Held while something is to be repaired.
    private let lock: WriterLock?

    /// - Parameter repairs: whether damaged files are to be set aside; takes the writer lock.
    /// - Throws: `NearestError` when there is no index, its catalog cannot be read, or it is being written.
    package init(location: CorpusLocation, repairs: Bool) throws {
        self.location = location
        lock = repairs ? try WriterLock(folder: location.folder) : nil
        catalog = repairs ? try Catalog(writingTo: location.folder) : try Catalog(readingFrom: location.folder)
    }

    /// Looks at everything.
    ///
    /// - Parameter progress: called with the vectors that are done, and all of them.
    /// - Throws: `NearestError` when a folder is another space's or newer; `CancellationError`.
    package func run(
        cancellation: Cancellation, progress: (_ done: Int, _ all: Int) -> Void
    ) throws -> Report {
        var report = Report()
        for problem in try catalog.problems() {
            report.damages.append(
                IndexDamage(
                    file: catalog.path, problem: problem,
                    remedy: "Make the index anew with `nearest index --rebuild`.", isRepairable: false,
                    lostVectors: 0))
        }
        try checkWords(into: &report)
        let stores = try catalog.stores()
        let all = stores.reduce(0) { $0 + $1.rows }
        var before = 0
        for store in stores {
            let outcome = try FolderVerification(
                folder: path(store), dimensions: store.space.dimensions, fingerprint: store.space.fingerprint,
                committedRows: store.rows
            ).run(cancellation: cancellation) { progress(before + $0, all) }
            before += store.rows
            var checked = Store(store: store, outcome: outcome, mismatches: 0)
            report.damages += outcome.findings.map { damage($0, of: store) }
            if outcome.findings.allSatisfy({ $0.number == nil }) {
                checked.mismatches = try mismatches(of: store)
                if checked.mismatches > 0 { report.damages.append(disagreement(checked)) }
            }
            report.stores.append(checked)
            if lock != nil, !outcome.findings.isEmpty {
                try repair(store, outcome.findings, cancellation: cancellation, into: &report)
            }
        }
        return report
    }

    private func path(_ store: StoreRecord) -> String { location.folder + "/" + store.folder }

    private func again(_ store: StoreRecord) -> String {
        if store.space.isImported { return "`nearest import --replace` brings these vectors again." }
        let imported = (try? ImportHistory.count(of: store.space.model, in: catalog)) ?? 0
        return imported > 0
            ? "`nearest import --replace` brings those again that were imported, and `nearest index` makes the others."
            : "`nearest index` makes these vectors again."
    }

    private func damage(_ finding: FolderVerification.Finding, of store: StoreRecord) -> IndexDamage {
        let remedy =
            finding.number == nil
            ? "`nearest verify --repair` makes it again; searches do without it meanwhile."
            : "`nearest verify --repair` sets it aside; then \(again(store))"
        return IndexDamage(
            file: finding.file, problem: finding.problem, remedy: remedy, isRepairable: true,
            lostVectors: finding.lostRows)
    }

    private func disagreement(_ checked: Store) -> IndexDamage {
        IndexDamage(
            file: path(checked.store),
            problem: "catalog and vectors do not agree about \(checked.mismatches) segments",
            remedy: "Make the index anew with `nearest index --rebuild`.", isRepairable: false, lostVectors: 0)
    }

    /// Segments that have a vector in the catalog or in the files only.
    private func mismatches(of store: StoreRecord) throws -> Int {
        let index = try FlatIndex(
            folder: path(store), dimensions: store.space.dimensions, fingerprint: store.space.fingerprint,
            committedRows: store.rows,
            removed: try catalog.removedSegments(spaceID: store.spaceID, modality: store.modality))
        let stored = try index.ids()
        var (count, place) = (0, 0)
        try catalog.forEachVector(spaceID: store.spaceID, modality: store.modality) { segment in
            while place < stored.count, stored[place] < segment {
                (count, place) = (count + 1, place + 1)
            }
            if place < stored.count, stored[place] == segment { place += 1 } else { count += 1 }
        }
        return count + stored.count - place
    }

    /// Full-text search finds what the words in the catalog say, so they are held to the texts.
    private func checkWords(into report: inout Report) throws {
        let problems = try catalog.wordProblems()
        report.damages += problems.map {
            IndexDamage(
                file: catalog.path, problem: $0,
                remedy: "`nearest verify --repair` makes the words anew; until then exact words may not be found.",
                isRepairable: true, lostVectors: 0)
        }
        if lock != nil, !problems.isEmpty {
            try catalog.remakeWords()
            report.repairs.append("The words of full-text search were made again.")
        }
    }

    // MARK: - Repair

    private func repair(
        _ store: StoreRecord, _ findings: [FolderVerification.Finding], cancellation: Cancellation,
        into report: inout Report
    ) throws {
        for finding in findings where finding.number == nil {
            try? FileManager.default.removeItem(atPath: finding.file)
        }
        var current = store
        if findings.contains(where: { $0.number != nil }) {
            guard let saved = try salvage(store, findings, cancellation: cancellation, into: &report) else {
                return
            }
            current = saved
        }
        try Upkeep(
            folder: path(current), dimensions: current.space.dimensions, fingerprint: current.space.fingerprint,
            committedRows: current.rows
        ).bringUpToDate(cancellation: cancellation)
        if current.folder == store.folder {
            report.repairs.append("The codes of \(store.space.model) were made again.")
        }
    }

    /// - Returns: the store as it is now; nil when nothing of it is left.
    private func salvage(
        _ store: StoreRecord, _ findings: [FolderVerification.Finding], cancellation: Cancellation,
        into report: inout Report
    ) throws -> StoreRecord? {
        let salvage = FolderSalvage(
            folder: path(store), dimensions: store.space.dimensions, fingerprint: store.space.fingerprint,
            committedRows: store.rows)
        let folder = StoreFolder.successor(of: store.folder)
        let destination = location.folder + "/" + folder
        let kept = try salvage.copy(
            into: destination,
            removed: try catalog.removedSegments(spaceID: store.spaceID, modality: store.modality),
            cancellation: cancellation)
        var lost = store.count
        if kept.isEmpty {
            try catalog.forgetStore(spaceID: store.spaceID, modality: store.modality)
        } else {
            lost = try catalog.replaceStore(
                spaceID: store.spaceID, modality: store.modality, folder: folder, kept: kept.sorted())
        }
        for finding in findings {
            guard let number = finding.number else { continue }
            // Nothing left means that no folder takes the place of this one.
            let aside = try salvage.setAside(number, into: kept.isEmpty ? path(store) : destination)
            if let aside { report.repairs.append("Set aside as \(aside).") }
        }
        if !kept.isEmpty { try? FileManager.default.removeItem(atPath: path(store)) }
        report.repairs.append("\(lost) vectors of \(store.space.model) are lost; \(again(store))")
        return try catalog.stores().first { $0.spaceID == store.spaceID && $0.modality == store.modality }
    }
}
