import FileAccess
import NearestCore

/// The files beside a recording or film: subtitles, lyrics, and what somebody wrote about it.
struct MediaSidecars {
    let source: SourceFile
    /// Of what they stand beside.
    let modality: Modality

    /// The largest that is read: subtitles of a film have about 100 kB.
    private static let longest: Int64 = 64 << 20

    /// What they say, and what was wrong with them: a sidecar that cannot be read costs nothing but itself.
    ///
    /// - Throws: `CancellationError`.
    func read() throws -> (texts: [EvidenceText], problems: [String]) {
        var texts: [EvidenceText] = []
        var problems = ProblemList()
        for path in source.sidecars {
            try source.cancellation.check()
            let name = CorpusPath(bytes: path.split(separator: UInt8(ascii: "/")).last ?? [])
            do {
                let found = try read(path, named: name)
                texts += found
                if found.count >= limit {
                    problems.add("\(name.display): has more than \(limit) lines; the rest is left out")
                }
            } catch let error as NearestError {
                problems.add("\(name.display): \(error.problem)")
            }
        }
        return (texts, problems.list)
    }

    private func read(_ path: [UInt8], named name: CorpusPath) throws -> [EvidenceText] {
        switch name.fileExtension {
        case "srt": return try timed(SubRipParser.parse(text(path, name), limit: limit))
        case "vtt": return try timed(WebVTTParser.parse(text(path, name), limit: limit))
        case "lrc": return Self.lyrics(try text(path, name), limit: limit, modality: modality)
        case "txt", "md": return caption(String(decoding: try text(path, name), as: UTF8.self), .caption)
        case "json":
            guard let value = try? JSONParser.parse(text(path, name)) else {
                throw NearestError(.unreadable, name.display, "is no JSON")
            }
            return caption(String(decoding: JSONRecord.document(of: value).utf8, as: UTF8.self), .metadata)
        case "xmp": return caption(XMPReader.metadata(in: try bytes(path, name)).words, .metadata)
        default: return []
        }
    }

    private var limit: Int { source.limits.maximumTimedLines }

    private func text(_ path: [UInt8], _ name: CorpusPath) throws -> [UInt8] {
        try TextDecoder.decode(bytes(path, name), subject: name.display)
    }

    private func bytes(_ path: [UInt8], _ name: CorpusPath) throws -> [UInt8] {
        var limits = source.limits
        limits.maximumTextBytes = min(limits.maximumTextBytes, Self.longest)
        let sidecar = SourceFile(path: path, name: name, limits: limits, cancellation: source.cancellation)
        return try sidecar.readWhole()
    }

    private func timed(_ lines: [TimedLine]) throws -> [EvidenceText] {
        let evidence = TimedLines.evidence(lines, modality: modality)
        if evidence.isEmpty { throw source.unreadable("holds no subtitles") }
        return evidence
    }

    private func caption(_ text: String, _ evidence: Evidence) -> [EvidenceText] {
        text.allSatisfy(\.isWhitespace) ? [] : [EvidenceText(modality: modality, evidence: evidence, text: text)]
    }

    /// Lyrics, with times where they have some.
    ///
    /// - Parameter text: UTF-8 with line feeds.
    static func lyrics(_ text: [UInt8], limit: Int, modality: Modality) -> [EvidenceText] {
        let lyrics = LyricsParser(text, limit: limit)
        var texts = TimedLines.evidence(lyrics.lines, modality: modality)
        if texts.isEmpty, !lyrics.plain.isEmpty {
            texts = [
                EvidenceText(
                    modality: modality, evidence: .transcript, text: lyrics.plain.joined(separator: "\n"))
            ]
        }
        if !lyrics.words.isEmpty {
            texts.append(
                EvidenceText(modality: modality, evidence: .metadata, text: lyrics.words.joined(separator: "\n")))
        }
        return texts
    }
}
