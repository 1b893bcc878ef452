import Extraction
import NearestCore

/// The vector of one term of a query in one space.
struct TermEncoding {
    let encoder: any Encoder
    let space: Space
    let cancellation: Cancellation

    /// Passages of a document that are encoded, and windows of a recording: those of a longer one are spread over it.
    private static let mostPassages = 64
    private static let mostWindows = 32
    /// What is encoded between two looks at whether to go on.
    private static let batchSize = 8

    func vector(of source: PreparedQuery.Source) throws -> QueryVector {
        switch source {
        case .text(let text): try words(text)
        case .file(let file, let modality):
            switch Intake(of: source, by: space) {
            case .native where modality == .image: try picture(file)
            case .native where modality == .audio: try recording(file)
            case .native where modality == .video: try film(file)
            case .native, .words: try passages(of: file)
            case nil: throw refusal("it takes no \(modality.rawValue)")
            }
        }
    }

    private func words(_ text: String) throws -> QueryVector {
        let rows = try encoder.encode([.text(text)], purpose: .query, cancellation: cancellation)
        var vector = try mean(of: rows)
        if let counter = encoder.tokenCounter, TextLength.exceeds(counter, text) {
            vector.notes.append(TextLength.note(space, counter))
        }
        return vector
    }

    private func picture(_ file: QueryFile) throws -> QueryVector {
        let picture = try file.media(.whole, .picture, cancellation)
        return try mean(of: encoder.encode([picture], purpose: .document, cancellation: cancellation))
    }

    /// In the windows in which the corpus's recordings are heard: a recording of one window gets the vector that it
    /// has, or would have, in the index.
    private func recording(_ file: QueryFile) throws -> QueryVector {
        let rate = encoder.listener?.rate ?? 16_000
        let windows = try file.windows(cancellation)
        var rows = VectorBatch(dimensions: space.dimensions)
        for place in Self.spread(windows, most: Self.mostWindows) {
            let input = try file.media(place, .sound(rate: rate), cancellation)
            // A window behind the end of a recording that is shorter than it says.
            if case .audio(let clip) = input, clip.samples.isEmpty { continue }
            let heard = try encoder.encode([input], purpose: .document, cancellation: cancellation)
            for row in 0..<heard.count { rows.append(heard[row]) }
        }
        guard rows.count > 0 else {
            throw NearestError(
                .unreadable, QueryTerm.name(file.typed), "holds no sound", remedy: "Choose another file.")
        }
        var vector = try mean(of: rows)
        if windows.count > Self.mostWindows {
            vector.notes.append(
                "\(space.model) heard \(Self.mostWindows) of the \(windows.count) half minutes of "
                    + "\(QueryTerm.name(file.typed)), spread over it.")
        }
        return vector
    }

    private func film(_ file: QueryFile) throws -> QueryVector {
        guard let viewer = encoder.viewer else { throw refusal("it does not say what it looks at in films") }
        let clip = try file.media(.whole, .film(viewer.sampling), cancellation, prepare: viewer.prepare)
        return try mean(of: encoder.encode([clip], purpose: .document, cancellation: cancellation))
    }

    private func passages(of file: QueryFile) throws -> QueryVector {
        guard let counter = encoder.tokenCounter else { throw refusal("it reads no text") }
        let segments = try file.segments(counter, cancellation)
        guard !segments.isEmpty else {
            throw NearestError(
                .unreadable, QueryTerm.name(file.typed), "no words were found in it or beside it",
                remedy: "Choose another file.")
        }
        let read = Self.spread(segments, most: Self.mostPassages).map { EncoderInput.text($0.text) }
        var rows = VectorBatch(dimensions: space.dimensions)
        for start in stride(from: 0, to: read.count, by: Self.batchSize) {
            try cancellation.check()
            let batch = Array(read[start..<min(start + Self.batchSize, read.count)])
            let vectors = try encoder.encode(
                batch, purpose: space.isForText ? .document : .query, cancellation: cancellation)
            for row in 0..<vectors.count { rows.append(vectors[row]) }
        }
        var vector = try mean(of: rows)
        if segments.count > read.count {
            vector.notes.append(
                "\(space.model) read \(read.count) of the \(segments.count) passages of "
                    + "\(QueryTerm.name(file.typed)), spread over it.")
        }
        return vector
    }

    /// - Throws: when a model gives no rows, or rows of another length.
    private func mean(of rows: VectorBatch) throws -> QueryVector {
        guard rows.count > 0, rows.dimensions == space.dimensions else {
            throw NearestError(.inference, space.model, "gave no vector of \(space.dimensions) values")
        }
        return QueryVector(values: try WeightedSum.mean(of: rows, in: space))
    }

    private func refusal(_ problem: String) -> NearestError {
        NearestError(
            .invalidArgument, space.model, problem,
            remedy: "Choose another with --model; `nearest models` says what each is for.")
    }

    /// At most so many, evenly from the first to the last.
    static func spread<Element>(_ elements: [Element], most: Int) -> [Element] {
        guard elements.count > most, most > 1 else { return elements }
        return (0..<most).map { elements[$0 * (elements.count - 1) / (most - 1)] }
    }
}
