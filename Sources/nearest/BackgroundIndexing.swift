import Catalog
import Encoders
import Explorer
import Extraction
import Foundation
import Indexing
import NearestCore
import Synchronization

/// Indexing beside the explorer: its progress and its end arrive as messages.
final class BackgroundIndexing: Sendable {
    private let cancellation = Cancellation()
    private let done = DispatchSemaphore(value: 0)

    /// Starts at once.
    ///
    /// - Parameter keep: takes the encoders that were loaded, so that searching shares them.
    init(
        location: CorpusLocation, keep: @escaping @Sendable (any Encoder) -> Void,
        post: @escaping @Sendable (ExplorerMessage) -> Void
    ) {
        let thread = Thread { [cancellation, done] in
            defer { done.signal() }
            do {
                let encoders = try EncoderSelection.encoders(
                    for: location, models: [], options: EncoderOptions(), cancellation: cancellation)
                encoders.forEach(keep)
                if encoders.isEmpty {
                    // Only imported vectors: there is nothing to bring up to date.
                    post(.progress(IndexingProgress(phase: .finished)))
                    return
                }
                let indexer = try Indexer(
                    location: location, encoders: encoders, excludes: [],
                    reader: WorkerFileReader(folder: location.corpus), workers: WorkerFileReader.standardCount)
                let result = try indexer.run(cancellation: cancellation) { post(.progress($0)) }
                post(.corpus(try CorpusSummary(of: location)))
                post(.progress(result))
            } catch {
                guard let error = NearestError(reporting: error) else { return }
                if let summary = try? CorpusSummary(of: location) { post(.corpus(summary)) }
                post(.progress(IndexingProgress(phase: .cancelled)))
                post(.failed(error))
            }
        }
        thread.name = "indexing"
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// Asks for the end and waits for the commit that is under way, a few seconds at most.
    func stop() {
        cancellation.cancel()
        _ = done.wait(timeout: .now() + 5)
    }
}
