import Crawler
import Extraction
import NearestCore

/// The sidecars of a corpus, and what tells at a glance that one of a file's has changed.
struct SidecarStates: Sendable {
    private let sidecars: Sidecars
    private let states: [CorpusPath: String]

    init(of files: [FoundFile]) {
        sidecars = Sidecars(of: files.map(\.path))
        let all = sidecars.all
        let found = Dictionary(
            files.lazy.filter { all.contains($0.path) }.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        states = sidecars.byFile.mapValues { paths in
            paths.compactMap { found[$0] }
                .map { "\($0.path.display) \($0.size) \($0.modifiedNanoseconds)" }.joined(separator: "\n")
        }
    }

    func isOne(_ path: CorpusPath) -> Bool {
        sidecars.all.contains(path)
    }

    func of(_ path: CorpusPath) -> [CorpusPath] {
        sidecars.byFile[path] ?? []
    }

    /// Names, sizes and times; nil without any.
    func state(of path: CorpusPath) -> String? {
        states[path]
    }
}
