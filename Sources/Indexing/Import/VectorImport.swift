import Catalog
import Foundation
import NearestCore
import VectorIndex

/// Brings vectors that were made elsewhere into an index: each row becomes an item, and all of them a space.
///
/// The file is read twice, a few megabytes at a time: once to refuse what cannot be stored before anything is, and
/// once to store it. A commit is some megabytes, so a run that is cut off goes on from its last one.
///
/// The space is one of the import's own, or a model's: then the user vouches that the model made the vectors, and its
/// encoder makes those of queries.
package struct VectorImport {
    package struct Request: Sendable {
        package var source: String
        package var metadata: String?
        /// The space's name, and the path of rows that have none.
        package var name: String
        /// The space of the model that made the vectors; nil for one of the import's own.
        package var model: Space?
        /// nil for the cosine, or for what the space has already.
        package var metric: Metric?
        /// Whether values are stored in 16 bits; nil for 32, or for what the space has already.
        package var element: VectorElement?
        package var modality: Modality
        /// Whether what was imported under the name goes first.
        package var replaces: Bool

        package init(
            source: String, metadata: String? = nil, name: String, metric: Metric? = nil,
            element: VectorElement? = nil, modality: Modality = .text, replaces: Bool = false
        ) {
            self.source = source
            self.metadata = metadata
            self.name = name
            self.metric = metric
            self.element = element
            self.modality = modality
            self.replaces = replaces
        }

        /// - Parameter model: its space, into which the vectors go under the model's name.
        package init(
            source: String, metadata: String? = nil, model: Space, element: VectorElement? = nil,
            modality: Modality = .text, replaces: Bool = false
        ) {
            self.init(
                source: source, metadata: metadata, name: model.model, element: element, modality: modality,
                replaces: replaces)
            self.model = model
        }
    }

    /// A commit's rows fit some megabytes, and their descriptions too.
    private static let mostRowsPerCommit = 65_536

    private let location: CorpusLocation
    private let request: Request
    private let source: VectorSource
    private let catalog: Catalog
    private let lock: WriterLock
    private let start = ProcessInfo.processInfo.systemUptime

    /// Opens the file and takes the index's writer lock until the import is gone.
    ///
    /// - Throws: `NearestError` when the file is not one of vectors, another process writes the index, or the name is
    ///   that of a model.
    package init(location: CorpusLocation, request: Request) throws {
        var source = try VectorSource(path: request.source)
        source.promisesUnitLength = request.model?.metric == .innerProduct
        self.source = source
        guard source.rows > 0, source.dimensions > 0 else {
            throw NearestError(.invalidArgument, request.source, "holds no vectors")
        }
        self.location = location
        self.request = request
        try location.create()
        lock = try WriterLock(folder: location.folder)
        catalog = try Catalog(writingTo: location.folder)
        if try catalog.setting(CorpusLocation.corpusSetting) == nil {
            try catalog.setSetting(CorpusLocation.corpusSetting, to: location.corpus)
        }
    }

    /// Checks, stores and makes searchable.
    ///
    /// - Throws: `NearestError`, naming file and row of a vector that cannot be stored, before the first is stored;
    ///   `CancellationError`: what was committed stays, and the next run goes on.
    package func run(
        cancellation: Cancellation, report: (ImportProgress) -> Void
    ) throws -> ImportResult {
        let destination = ImportDestination(
            request: request, dimensions: source.dimensions, indexFolder: location.folder, catalog: catalog)
        let former = try destination.former()
        let known = request.model ?? (request.replaces ? nil : former?.space)
        let metric = known?.metric ?? request.metric ?? .cosine
        let element = try destination.element(former)
        let metadata = try metadata(cancellation)
        let checksum = try source.check(metric: metric, element: element, cancellation: cancellation) { done in
            report(progress(.checking, done))
        }
        report(progress(.importing, 0))
        if request.replaces, let former {
            try catalog.removeImport(
                spaceID: former.id, keepsSpace: former.isShared, progress: ImportHistory.settingName(request.name))
        }
        let space = known ?? destination.space(metric: metric, element: element, checksum: checksum)
        // Readers may still look at the folder of what was replaced, so the same space begins another one.
        let beginsAnew = request.replaces && former?.isShared != true
        let folder =
            former?.store.map { beginsAnew ? StoreFolder.successor(of: $0.folder) : $0.folder }
            ?? StoreFolder.name(space: space, modality: request.modality)
        let (added, store) = try store(
            space, element: element, folder: folder, checksum: checksum, metadata: metadata,
            cancellation: cancellation, report: report)
        StoreFolder.removeStrays(in: location.folder, keeping: Set(try catalog.stores().map(\.folder)))
        report(progress(.encoding, 0))
        try Upkeep(
            folder: location.folder + "/" + store.folder, dimensions: space.dimensions,
            fingerprint: space.fingerprint, committedRows: store.rows
        ).bringUpToDate(cancellation: cancellation)
        return ImportResult(
            space: space, modality: store.modality, added: added, total: store.count, elapsedSeconds: elapsed)
    }

    /// The records beside the vectors, none of which would go under the path of a file that is indexed.
    private func metadata(_ cancellation: Cancellation) throws -> ImportMetadata? {
        let taken = Set(try catalog.files().filter { $0.value.state != .imported }.keys)
        guard let path = request.metadata else {
            guard taken.contains(CorpusPath(request.name)) else { return nil }
            throw ImportMetadata.taken(request.name, row: nil, of: request.source)
        }
        let metadata = try ImportMetadata(path: path, rows: source.rows, cancellation: cancellation)
        try metadata.check(against: taken, name: request.name, cancellation: cancellation)
        return metadata
    }

    private var elapsed: Double { ProcessInfo.processInfo.systemUptime - start }

    private func progress(_ phase: ImportProgress.Phase, _ done: Int) -> ImportProgress {
        ImportProgress(phase: phase, rows: source.rows, done: done, elapsedSeconds: elapsed)
    }

    // MARK: - The rows

    /// - Returns: how many rows were added, and the store that they are in.
    private func store(
        _ space: Space, element: VectorElement, folder newFolder: String, checksum: UInt32,
        metadata: ImportMetadata?, cancellation: Cancellation, report: (ImportProgress) -> Void
    ) throws -> (Int, StoreRecord) {
        let spaceID = try catalog.add(space)
        let setting = ImportHistory.settingName(request.name)
        let old = try record(spaceID)
        var history = try ImportHistory(setting: try catalog.setting(setting))
        let committed = try imported(spaceID, of: old?.rows ?? 0, history)
        let file = (request.source as NSString).lastPathComponent
        let place = try history.place(
            .init(
                file: file, rows: source.rows, checksum: checksum, firstRow: committed, modality: request.modality),
            committed: committed)
        let folder = old?.folder ?? newFolder
        let writer = try VectorWriter(
            folder: location.folder + "/" + folder, dimensions: space.dimensions, fingerprint: space.fingerprint,
            committedRows: old?.rows ?? 0, metric: space.metric, element: element,
            highestID: try catalog.highestSegment(spaceID: spaceID, modality: request.modality))
        var done = min(max(0, committed - place.firstRow), source.rows)
        let before = done
        try metadata?.skip(done)
        let step = min(VectorSource.rowsAtOnce(dimensions: space.dimensions), Self.mostRowsPerCommit)
        while done < source.rows {
            try cancellation.check()
            let range = done..<min(done + step, source.rows)
            let first = try catalog.nextSegment()
            let descriptions = try metadata?.descriptions(range.count) ?? []
            try writer.append(
                ids: (0..<range.count).map { first + Int64($0) }, vectors: try source.vectors(range))
            history.committed = place.firstRow + range.upperBound
            let rows = ImportedRows(
                range: place.firstRow + range.lowerBound..<place.firstRow + range.upperBound,
                descriptions: descriptions, firstSegment: first)
            try catalog.commitImport(
                rows, name: request.name, spaceID: spaceID, modality: request.modality, folder: folder,
                rows: try writer.sync(), progress: (setting, try history.setting()))
            done = range.upperBound
            report(progress(.importing, done))
        }
        guard let store = try record(spaceID) else {
            throw NearestError(.corruptIndex, location.folder, "the import was committed and cannot be found")
        }
        return (done - before, store)
    }

    /// How many imported vectors a store of `rows` rows holds. Only a model's space has others among them.
    private func imported(_ spaceID: Int64, of rows: Int, _ history: ImportHistory) throws -> Int {
        if request.model == nil || rows == history.committed { return rows }
        return try catalog.importedVectors(spaceID: spaceID).count
    }

    private func record(_ spaceID: Int64) throws -> StoreRecord? {
        try catalog.stores().first { $0.spaceID == spaceID && $0.modality == request.modality }
    }
}
