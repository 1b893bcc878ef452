import NearestCore

/// Files that stand beside a picture, a recording or a film and speak of it: `cat.txt` beside `cat.jpg`,
/// `film.en.srt` beside `film.mp4`. They are read with what they speak of, and are no items of their own.
package struct Sidecars: Sendable {
    /// The sidecars of each file that has some, in the byte order of the paths.
    package let byFile: [CorpusPath: [CorpusPath]]
    /// Every file that is one.
    package let all: Set<CorpusPath>

    private static let extensions: [FileKind: Set<String>] = [
        .image: ["txt", "md", "json", "xmp"],
        .audio: ["txt", "md", "json", "xmp", "srt", "vtt", "lrc"],
        .video: ["txt", "md", "json", "xmp", "srt", "vtt"],
    ]

    /// - Parameter files: of the corpus.
    package init(of files: [CorpusPath]) {
        var spokenOf: [[UInt8]: [(path: CorpusPath, kind: FileKind)]] = [:]
        for path in files {
            // By the name alone: whoever puts a caption beside a picture has named the picture.
            let kind = FileKind(of: path, head: [])
            guard kind.takesSidecars else { continue }
            spokenOf[path.bytes, default: []].append((path, kind))
            spokenOf[Self.stem(path.bytes), default: []].append((path, kind))
        }
        var byFile: [CorpusPath: [CorpusPath]] = [:]
        var all: Set<CorpusPath> = []
        for path in spokenOf.isEmpty ? [] : files {
            var stem = Self.stem(path.bytes)
            var files = spokenOf[stem] ?? []
            // `film.en.srt`: a language stands between.
            if files.isEmpty, path.fileExtension == "srt" || path.fileExtension == "vtt" {
                stem = Self.stem(stem)
                files = spokenOf[stem] ?? []
            }
            for file in files where Self.extensions[file.kind]?.contains(path.fileExtension) == true {
                byFile[file.path, default: []].append(path)
                all.insert(path)
            }
        }
        self.byFile = byFile.mapValues { Array(Set($0)).sorted() }
        self.all = all
    }

    /// The path without its last extension.
    private static func stem(_ path: [UInt8]) -> [UInt8] {
        let name = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        guard let dot = path.lastIndex(of: UInt8(ascii: ".")), dot > name else { return path }
        return Array(path[..<dot])
    }
}
