import Extraction
import Foundation
import Glibc
import NearestCore
import Testing

@testable import Search

@Suite("Vectors of words, files and formulas")
struct QueryEncoderTests {
    private let folder: QueryFolder
    private let corpus: QueryFolder
    private let reader = CountingReader()
    private let text = RecordingEncoder(
        "org/words", [.text], words: ["dog": [1, 0, 0], "night": [0, 1, 0], "wolf": [0.6, 0.8, 0]])
    private let aligned = RecordingEncoder("org/aligned", [.text, .image], words: ["dog": [0, 3, 0]])
    private let ears = RecordingEncoder("org/ears", [.audio])
    private let films = RecordingEncoder("org/films", [.video], normalised: false)
    private let plain = RecordingEncoder("plain/colours", [.image], metric: .l2, normalised: false)

    init() throws {
        folder = try QueryFolder()
        corpus = try QueryFolder()
        try folder.write(QueryFolder.picture(red: 255), to: "cat.tif")
        try folder.write(QueryFolder.sound(seconds: 2), to: "bell.wav")
        try folder.write("The dog sleeps.\n", to: "notes.txt")
        try corpus.write(QueryFolder.picture(red: 0), to: "cat.tif")
        try corpus.write(QueryFolder.picture(red: 51), to: "sub/my cat - old.tif")
    }

    private var place: QueryPlace { QueryPlace(workingDirectory: folder.path, corpus: corpus.path) }
    private var all: [RecordingEncoder] { [text, aligned, ears, films, plain] }

    private func queries(_ encoders: [RecordingEncoder]? = nil) -> QueryEncoder {
        let encoders = encoders ?? all
        return QueryEncoder(
            encoder: { space in try #require(encoders.first { $0.space == space }) },
            reader: { [reader] in reader.opening($0) })
    }

    private func prepare(
        _ query: String, _ encoders: [RecordingEncoder]? = nil, named: Bool = false, by queries: QueryEncoder? = nil
    ) throws -> PreparedQuery {
        try (queries ?? self.queries(encoders)).prepare(
            ParsedQuery(query), spaces: (encoders ?? all).map(\.space), areNamed: named, place: place,
            cancellation: Cancellation())
    }

    private func vector(_ query: String, in encoder: RecordingEncoder, named: Bool = false) throws -> [Float] {
        let queries = queries([encoder])
        let prepared = try prepare(query, [encoder], named: named, by: queries)
        return try queries.vector(prepared, in: encoder.space, cancellation: Cancellation()).values
    }

    private func refusal(_ query: String, _ encoders: [RecordingEncoder]? = nil, named: Bool = false)
        -> NearestError?
    {
        #expect(throws: NearestError.self) { try prepare(query, encoders, named: named) }
    }

    // MARK: Which spaces

    @Test func eachKindOfQueryGoesToTheSpacesThatTakeIt() throws {
        try folder.addFilm(to: "film.mp4")
        func models(_ query: String) throws -> [String] { try prepare(query).spaces.map(\.model) }
        #expect(try models("a dog") == ["org/words", "org/aligned"])
        #expect(try models("./cat.tif") == ["org/aligned", "plain/colours"])
        #expect(try models("./bell.wav") == ["org/ears"])
        #expect(try models("./film.mp4") == ["org/films"])
        #expect(try models("./notes.txt") == ["org/words"])
        #expect(try models("= ./cat.tif + dog") == ["org/aligned"])
        #expect(try models("= dog - ./notes.txt") == ["org/words"])
    }

    @Test func whatAQueryStandsForIsSaid() throws {
        let words = try prepare("a dog type:image")
        #expect((words.words, words.modality) == ("a dog", .text))
        let picture = try prepare("./cat.tif")
        #expect((picture.words, picture.modality) == (nil, .image))
        #expect(picture.modality(in: aligned.space) == .image)
        let formula = try prepare("= 2:./cat.tif - dog")
        #expect((formula.words, formula.modality) == (nil, .image))
        #expect(try prepare("= dog").words == nil)
        #expect(try prepare("a typ:image").notes.count == 1)
    }

    @Test func anEmptyQueryAndAnEmptyIndexAreErrors() {
        #expect(refusal("type:image")?.problem == "the query has no words")
        #expect(refusal("dog", [])?.code == .noIndex)
    }

    @Test func wordsInAnIndexWithoutWordsFindNothingAndSayWhy() throws {
        let prepared = try prepare("dog", [plain, ears])
        #expect(prepared.spaces.isEmpty && prepared.notes.count == 1)
        #expect(refusal("dog", [plain], named: true)?.problem.contains("takes no words") == true)
        #expect(refusal("= dog", [plain])?.remedy != nil)
    }

    @Test func importedVectorsTakeNothing() throws {
        var space = text.space
        space.settings[Space.importSetting] = "true"
        let error = #expect(throws: NearestError.self) {
            try queries().prepare(
                ParsedQuery("dog"), spaces: [space], areNamed: false, place: place, cancellation: Cancellation())
        }
        #expect(error?.code == .unknownModel)
    }

    // MARK: Vectors

    @Test func wordsAreQuestionsAndDocumentsAreDocuments() throws {
        #expect(try vector("a dog", in: text) == [1, 0, 0])
        #expect(text.log.withLock { $0.purposes } == [.query])
        #expect(try vector("./notes.txt", in: text) == [1, 0, 0])
        #expect(text.log.withLock { $0.purposes } == [.query, .document])
        #expect(text.log.withLock { $0.texts } == ["a dog", "The dog sleeps."])
    }

    @Test func aDocumentIsTheMeanOfItsPassagesSpreadOverIt() throws {
        let sentence = "dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog.\n\n"
        let night = sentence.replacingOccurrences(of: "dog", with: "night")
        try folder.write(sentence + night, to: "two.txt")
        let half = Float(0.5).squareRoot()
        #expect(try close(vector("./two.txt", in: text), [half, half, 0]))
        try folder.write(String(repeating: sentence, count: 100) + night, to: "long.txt")
        let queries = queries()
        let found = try queries.vector(
            prepare("./long.txt", by: queries), in: text.space, cancellation: Cancellation())
        #expect(text.log.withLock { $0.texts.count } == 2 + 64)
        #expect(text.log.withLock { $0.texts.last?.contains("night") } == true)
        #expect(found.notes == ["org/words read 64 of the 101 passages of ./long.txt, spread over it."])
    }

    @Test func aPictureIsDecodedOnceForAllSpaces() throws {
        let queries = queries()
        for _ in 0..<3 {
            let prepared = try prepare("./cat.tif", by: queries)
            for encoder in [aligned, plain] {
                let found = try queries.vector(prepared, in: encoder.space, cancellation: Cancellation())
                #expect(found == QueryVector(values: [1, 1, 0]))
            }
        }
        #expect(reader.state.withLock { $0.media } == 1)
        #expect((aligned.count, plain.count) == (1, 1))
        #expect(reader.state.withLock { $0.folders } == [folder.path + "/cat.tif"], "it may see this file alone")
    }

    @Test func aFileThatWasWrittenSinceIsReadAnew() throws {
        let queries = queries()
        func red() throws -> Float? {
            try queries.vector(prepare("./cat.tif", by: queries), in: plain.space, cancellation: Cancellation())
                .values.first
        }
        #expect(try red() == 1)
        try folder.write(QueryFolder.picture(red: 51), to: "cat.tif")
        #expect(try red() == 0.2)
    }

    @Test func theLastVectorsAreKept() throws {
        let queries = queries()
        for query in ["dog", "night", "dog", "= dog - night", "= dog + dog"] {
            _ = try queries.vector(prepare(query, by: queries), in: text.space, cancellation: Cancellation())
        }
        #expect(text.log.withLock { $0.texts } == ["dog", "night"])
        // Another space asks its own model.
        _ = try queries.vector(prepare("dog", by: queries), in: aligned.space, cancellation: Cancellation())
        #expect(aligned.log.withLock { $0.texts } == ["dog"])
    }

    @Test func aRecordingIsTheMeanOfItsWindows() throws {
        #expect(try vector("./bell.wav", in: ears) == [1, 0, 0])
        try folder.write(QueryFolder.sound(seconds: 60), to: "long.wav")
        let half = Float(0.5).squareRoot()
        #expect(try close(vector("./long.wav", in: ears), [half, half, 0]))
        let sounds = ears.log.withLock { $0.sounds }
        #expect(sounds.map(\.rate) == [8_000, 8_000, 8_000])
        #expect(sounds.map(\.samples.count) == [16_000, 240_000, 240_000])
    }

    @Test func aFilmIsSeenAsItsModelSeesIt() throws {
        try folder.addFilm(to: "film.mp4")
        #expect(try vector("./film.mp4", in: films) == [3, 1, 0])
    }

    @Test func aFilmWithoutPicturesIsARecording() throws {
        try folder.write(QueryFolder.sound(seconds: 2), to: "deaf.mp4")
        #expect(try prepare("./deaf.mp4").spaces.map(\.model) == ["org/ears"])
        try folder.addFilm(to: "seen.wav")
        #expect(try prepare("./seen.wav").spaces.map(\.model) == ["org/films"])
    }

    @Test func aLongTextIsNotedAndTheRestIsTaken() throws {
        let page = Array(repeating: "dog", count: 30_000).joined(separator: " ")
        let queries = queries()
        let prepared = try prepare(page, by: queries)
        let found = try queries.vector(prepared, in: text.space, cancellation: Cancellation())
        #expect(found.notes == ["org/words reads only the first 20 tokens of these words."])
        let short = try queries.vector(
            prepare("a dog", by: queries), in: text.space, cancellation: Cancellation())
        #expect(short.notes.isEmpty)
        // Longer than twenty bytes, and still not too long.
        let some = try queries.vector(
            prepare("the quick brown dog jumps over", by: queries), in: text.space, cancellation: Cancellation())
        #expect(some.notes.isEmpty)
    }

    // MARK: Formulas

    @Test func termsAreAddedAtLengthOneAndTheSumHasLengthOne() throws {
        #expect(try close(vector("= 3:dog + 4:night", in: text), [0.6, 0.8, 0]))
        #expect(try close(vector("= 3e300:dog + 4e300:night", in: text), [0.6, 0.8, 0]))
        // A word at length 3 weighs what its weight says, and so does the picture.
        let half = Float(0.5).squareRoot()
        let both = try vector("= dog + ./cat.tif", in: aligned)
        let sum: [Float] = [half, 1 + half, 0]
        let length = (sum[0] * sum[0] + sum[1] * sum[1]).squareRoot()
        #expect(close(both, sum.map { $0 / length }))
        #expect(try close(vector("= - dog", in: text), [-1, 0, 0]))
    }

    @Test func whereDistancesCountAFormulaIsAMean() throws {
        try folder.write(QueryFolder.picture(red: 51), to: "dark.tif")
        #expect(try close(vector("= 3:./cat.tif + ./dark.tif", in: plain), [0.8, 1, 0]))
        #expect(try close(vector("= 3:./cat.tif - ./dark.tif", in: plain), [1.4, 1, 0]))
        #expect(refusal("= ./cat.tif - ./dark.tif", [plain])?.problem.contains("cancel each other") == true)
        #expect(try prepare("= ./cat.tif - ./dark.tif").spaces.map(\.model) == ["org/aligned"])
    }

    @Test(arguments: ["= dog - dog", "= 0:dog", "= wolf - 0.6:dog - 0.8:night", "= 1e300:dog - 1e300:dog"])
    func aFormulaOfWhichNothingIsLeftIsAnError(query: String) {
        let error = #expect(throws: NearestError.self) { try vector(query, in: text) }
        #expect(error?.code == .invalidArgument && error?.problem.contains("cancel each other") == true)
        #expect(error?.remedy != nil)
    }

    // MARK: Words that stand in

    @Test func wordsFoundWithAPictureStandForItWhereNothingElseTakesIt() throws {
        try folder.write("a dog on a beach\n", to: "cat.txt")
        let prepared = try prepare("./cat.tif", [text])
        #expect(prepared.spaces == [text.space])
        #expect(prepared.notes == ["org/words: the words found with ./cat.tif (caption) stand for it."])
        #expect((prepared.modality, prepared.modality(in: text.space)) == (.image, .text))
        #expect(reader.state.withLock { $0.folders } == [folder.path], "its caption lies beside it")
        #expect(try vector("./cat.tif", in: text) == [1, 0, 0])
        #expect(text.log.withLock { $0.purposes } == [.document])
    }

    @Test func wordsStandBesideDescriptorsThatLearnedNothing() throws {
        #expect(try prepare("./cat.tif", [text, plain]).spaces == [plain.space], "there are no words")
        reader.state.withLock {
            $0.texts["cat.tif"] = [EvidenceText(modality: .image, evidence: .ocr, text: "dog")]
        }
        #expect(try prepare("./cat.tif", [text, plain]).spaces == [text.space, plain.space])
        #expect(try prepare("./cat.tif").spaces == [aligned.space, plain.space], "a model sees it")
    }

    @Test func wordsStandForAFileAmongWordsAndWhereAModelIsNamed() throws {
        reader.state.withLock {
            $0.texts["bell.wav"] = [EvidenceText(modality: .audio, evidence: .transcript, text: "night")]
            $0.texts["cat.tif"] = [EvidenceText(modality: .image, evidence: .ocr, text: "dog")]
        }
        #expect(try prepare("./bell.wav").spaces == [ears.space])
        let named = try prepare("./bell.wav", [text, plain], named: true)
        #expect(named.spaces == [text.space])
        #expect(named.notes.contains("plain/colours is left out: it takes no recording."))
        let mixed = try prepare("= dog + ./bell.wav")
        #expect(mixed.spaces == [text.space])
        #expect(mixed.notes.first?.contains("./bell.wav (transcript)") == true)
        #expect(try close(vector("= 3:dog + 4:./bell.wav", in: text), [0.6, 0.8, 0]))
        // A picture that is seen stays one, though a recording beside it is read.
        #expect(try prepare("= ./cat.tif + ./bell.wav + dog").spaces == [text.space])
        #expect(try prepare("= ./cat.tif + ./bell.wav", [aligned]).spaces == [aligned.space])
    }

    @Test func aPictureWithoutWordsAndOnlyAModelForTextIsAnErrorWithARemedy() {
        for named in [false, true] {
            let error = refusal("./cat.tif", [text], named: named)
            #expect(error?.code == .invalidArgument && error?.subject == "./cat.tif")
            #expect(error?.problem.contains("no words were found in it or beside it") == true)
            #expect(error?.remedy?.contains("clip") == true)
        }
        #expect(refusal("./bell.wav", [plain])?.problem == "no model here takes recordings")
        #expect(refusal("= dog + ./cat.tif", [plain])?.problem.contains("all terms") == true)
    }

    // MARK: Files

    @Test func filesAreLookedForInTheWorkingDirectoryAndThenInTheCorpus() throws {
        #expect(try vector("./cat.tif", in: plain) == [1, 1, 0])
        #expect(try vector("./sub/my cat - old.tif", in: plain) == [0.2, 1, 0])
        #expect(try vector(corpus.path + "/cat.tif", in: plain) == [0, 1, 0])
        #expect(
            try vector("./sub/../../" + (folder.path as NSString).lastPathComponent + "/cat.tif", in: plain).first
                == 1)
        #expect(try vector("= \"./sub/my cat - old.tif\"", in: plain) == [0.2, 1, 0])
    }

    @Test func wordsBehindASlashThatAreNoFileAreWords() throws {
        let prepared = try prepare("/summary of the talk")
        #expect(prepared.words == "/summary of the talk" && prepared.notes.count == 1)
        #expect(try prepare("/no-such-folder-here/or that").words != nil)
        #expect(refusal("/no-such-file-here.jpg")?.problem == "there is no such file")
        #expect(refusal(folder.path + "/my cat.jpg")?.problem == "there is no such file")
    }

    @Test func aFileThatCannotBeAskedWithIsAnErrorWithARemedy() throws {
        try folder.write("", to: "empty.png")
        try folder.write([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3], to: "program.so")
        try folder.write("no picture", to: "broken.jpg")
        try folder.write("no sound", to: "broken.mp3")
        try folder.write("no film", to: "broken.mp4")
        try folder.write("no document", to: "broken.docx")
        mkfifo(folder.path + "/pipe.jpg", 0o600)
        for (name, problem) in [
            ("missing.jpg", "there is no such file"), ("empty.png", "is empty"), ("program.so", "of a kind"),
            ("broken.jpg", "no picture"), ("broken.mp3", "no recording"), ("broken.mp4", "known format"),
            ("broken.docx", "is damaged"),
            ("pipe.jpg", "is not a regular file"), ("a\0b.jpg", "there is no such file"),
            (String(repeating: "x", count: 100_000), "there is no such file"),
        ] {
            let error = refusal("./" + name)
            #expect(error?.problem.contains(problem) == true, "\(name.prefix(20)): \(error?.problem ?? "")")
            #expect(error?.remedy != nil && error?.subject?.hasPrefix("./" + name.prefix(3)) == true, "\(name)")
            #expect((error?.description.count ?? 0) < 1_000)
        }
        #expect(refusal("../" + (folder.path as NSString).lastPathComponent)?.problem == "is a folder")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Self.program), "needs nearest"))
    func aWorkerThatMayReadOneFileReadsIt() throws {
        try folder.write("a dog on a beach\n", to: "dog.txt")
        try folder.write(QueryFolder.picture(red: 51), to: "dog.tif")
        try folder.addFilm(to: "film.mp4")
        let queries = QueryEncoder(
            encoder: { space in try #require(all.first { $0.space == space }) },
            reader: {
                let program = WorkerProgram(path: Self.program, arguments: [WorkerProgram.command])
                return WorkerFileReader(folder: $0, count: 1, program: program)
            })
        func vector(_ query: String, _ encoder: RecordingEncoder) throws -> [Float] {
            let prepared = try prepare(query, [encoder], by: queries)
            return try queries.vector(prepared, in: encoder.space, cancellation: Cancellation()).values
        }
        #expect(try vector("./cat.tif", plain) == [1, 1, 0])
        #expect(try vector("./bell.wav", ears) == [1, 0, 0])
        #expect(try vector("./film.mp4", films) == [3, 1, 0])
        #expect(try vector("./notes.txt", text) == [1, 0, 0])
        #expect(try vector("./dog.tif", text) == [1, 0, 0], "its caption lies beside it")
    }

    /// What the same build put beside the tests.
    private static var program: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("nearest").path
    }

    // MARK: Being called off

    @Test func aQueryThatIsCalledOffEndsAndCanBeAskedAgain() throws {
        let stop = Cancellation()
        reader.state.withLock { $0.beforeMedia = { stop.cancel() } }
        let queries = queries()
        #expect(throws: CancellationError.self) {
            let prepared = try queries.prepare(
                ParsedQuery("./bell.wav"), spaces: [ears.space], areNamed: false, place: place,
                cancellation: Cancellation())
            _ = try queries.vector(prepared, in: ears.space, cancellation: stop)
        }
        #expect(ears.count == 0)
        reader.state.withLock { $0.beforeMedia = nil }
        let prepared = try prepare("./bell.wav", by: queries)
        #expect(
            try queries.vector(prepared, in: ears.space, cancellation: Cancellation()).values == [1, 0, 0])
        #expect(reader.state.withLock { $0.reads } == 1, "what was read stays")
    }

    @Test func aLongDocumentIsNotReadOnWhenItIsCalledOff() throws {
        let stop = Cancellation()
        let slow = RecordingEncoder("org/slow", [.text], before: { stop.cancel() })
        try folder.write(
            (0..<2_000).map { "sentence \($0) about a dog." }.joined(separator: "\n\n"), to: "long.txt")
        let queries = queries([slow])
        let prepared = try prepare("./long.txt", [slow], by: queries)
        #expect(throws: CancellationError.self) { try queries.vector(prepared, in: slow.space, cancellation: stop) }
        #expect(slow.count == 0)
    }

    @Test func severalThreadsMayAskAtOnce() throws {
        let queries = queries()
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            let query = index.isMultiple(of: 2) ? "./cat.tif" : "= ./cat.tif + dog"
            do {
                let prepared = try prepare(query, by: queries)
                let found = try queries.vector(prepared, in: aligned.space, cancellation: Cancellation())
                if index.isMultiple(of: 2) { #expect(found.values == [1, 1, 0]) }
            } catch {
                Issue.record(error)
            }
        }
    }

    private func close(_ left: [Float], _ right: [Float]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) < 1e-6 }
    }
}
