import Catalog
import Explorer
import Foundation
import NearestCore
import Search

/// Carries out what the explorer asks of the world, beside its loop: each answer comes back as a message.
final class ExplorerEffects: Sendable {
    private struct SearchJob: Sendable {
        var generation: Int
        var query: String
        var limit: Int
    }

    private struct PreviewJob: Sendable {
        var generation: Int
        var neighbour: Neighbour
        var query: String
    }

    private let engine: SearchEngine
    private let post: @Sendable (ExplorerMessage) -> Void
    private let searches: LatestWorker<SearchJob>
    private let previews: LatestWorker<PreviewJob>

    /// - Parameter post: takes a message from any thread and wakes the loop.
    init(engine: SearchEngine, post: @escaping @Sendable (ExplorerMessage) -> Void) {
        self.engine = engine
        self.post = post
        searches = LatestWorker(name: "search") { job, cancellation in
            do {
                let request = try SearchRequest(
                    job.query, limit: job.limit, workingDirectory: FileManager.default.currentDirectoryPath)
                post(.results(generation: job.generation, try engine.search(request, cancellation: cancellation)))
            } catch let error as NearestError where error.code == .noIndex {
                // Indexing has not come to its first commit: there is nothing yet, and that is no failure.
                let nothing = SearchOutcome(query: job.query, neighbours: [], elapsedMilliseconds: 0, searched: 0)
                post(.results(generation: job.generation, nothing))
            } catch {
                guard let error = NearestError(reporting: error) else { return }
                post(.searchFailed(generation: job.generation, error))
            }
        }
        previews = LatestWorker(name: "preview") { job, cancellation in
            do {
                let preview = try engine.preview(
                    of: job.neighbour, query: job.query,
                    workingDirectory: FileManager.default.currentDirectoryPath, cancellation: cancellation)
                post(.preview(generation: job.generation, preview))
            } catch {
                guard let error = NearestError(reporting: error) else { return }
                post(.previewFailed(generation: job.generation, error))
            }
        }
    }

    func search(generation: Int, query: String, limit: Int) {
        searches.submit(SearchJob(generation: generation, query: query, limit: limit))
    }

    func preview(generation: Int, neighbour: Neighbour, query: String) {
        previews.submit(PreviewJob(generation: generation, neighbour: neighbour, query: query))
    }

    /// Opens the neighbour's file with the system's opener, which goes on without us.
    func open(_ neighbour: Neighbour) {
        let opener = "xdg-open"
        guard Programs.find(opener) != nil else {
            post(
                .failed(
                    NearestError(
                        .system, opener, "this program, which opens files, is not installed",
                        remedy: "Install xdg-utils, or press e for the editor.")))
            return
        }
        do {
            try Programs.start(opener, arguments: [engine.location.absolutePath(of: neighbour.path)])
            post(.notice("Opening \(neighbour.path.display)"))
        } catch {
            post(.failed(NearestError(.system, opener, "cannot be started (\(error))")))
        }
    }

    /// Loads the model and maps the vectors beside the first screen, so that the first keystroke finds them ready.
    func warmUp() {
        let engine = engine
        Thread.detachNewThread {
            // A failure shows again at the first search, and is told there.
            try? engine.warmUp()
        }
    }

    func close() {
        searches.close()
        previews.close()
    }
}

extension NearestError {
    /// An error as the user may meet it; nil for a cancellation, which nobody needs to hear of.
    init?(reporting error: any Error) {
        switch error {
        case is CancellationError: return nil
        case let error as NearestError: self = error
        default: self.init(.system, nil, "\(error)")
        }
    }
}
