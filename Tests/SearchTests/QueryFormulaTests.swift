import NearestCore
import Testing

@testable import Search

@Suite("Queries that are files or formulas, as they are typed")
struct QueryFormulaTests {
    private struct Term: Equatable, CustomStringConvertible {
        var weight: Double
        var term: QueryTerm

        var description: String { "\(weight):\(term)" }
    }

    private func terms(_ query: String) throws -> [Term] {
        guard case .formula(let formula) = try ParsedQuery(query).content else { return [] }
        return formula.terms.map { Term(weight: $0.weight, term: $0.term) }
    }

    @Test(
        "a path is a file, its white space with it",
        arguments: [
            ("./cat.jpg", "./cat.jpg"), ("../a b.jpg", "../a b.jpg"), ("~/x", "~/x"), ("/tmp/x.png", "/tmp/x.png"),
            ("  ./my  cat.jpg type:image ", "./my  cat.jpg"),
            ("type:image ./my\u{A0} cat.jpg", "./my\u{A0} cat.jpg"),
            ("./my ext:pdf cat.jpg", "./my cat.jpg"), ("/and or", "/and or"),
        ])
    func files(query: String, path: String) throws {
        let parsed = try ParsedQuery(query)
        #expect(parsed.content == .term(.file(path)))
        #expect(parsed.text.isEmpty && parsed.notes.isEmpty)
    }

    @Test(
        "what only looks like a path or a formula is words",
        arguments: [
            "cat ./x", ".hidden", "...", "~me", "a = b", "well-known - e-mail", "/", "-x", "1 + 1", "\"= x\"",
        ])
    func words(query: String) throws {
        #expect(try ParsedQuery(query).content == .term(.text(query)))
    }

    @Test func aFormulaHasWeightsSignsFilesAndQuotes() throws {
        #expect(
            try terms("= 2:dog + ./beach.jpg - night") == [
                Term(weight: 2, term: .text("dog")), Term(weight: 1, term: .file("./beach.jpg")),
                Term(weight: -1, term: .text("night")),
            ])
        #expect(
            try terms("= 0.5:\"red + green\" - ./my  cat.jpg") == [
                Term(weight: 0.5, term: .text("red + green")), Term(weight: -1, term: .file("./my  cat.jpg")),
            ])
    }

    @Test(
        "one term, however it is written",
        arguments: [
            ("=dog", 1, "dog"), ("= dog", 1, "dog"), ("= - dog", -1, "dog"), ("=-dog", -1, "dog"),
            ("= + dog", 1, "dog"), ("= -2:dog", -2, "dog"), ("= - 2:dog", -2, "dog"), ("= - -2:dog", 2, "dog"),
            ("= 1e-1:dog", 0.1, "dog"), ("= .5:dog", 0.5, "dog"), ("= 2: dog", 2, "dog"), ("= 0:dog", 0, "dog"),
            ("= well-known fact", 1, "well-known fact"), ("= a+b", 1, "a+b"), ("= \"2:dog\"", 1, "2:dog"),
            ("= \"a  +  b\"", 1, "a  +  b"), ("= 3:\"a - b\"", 3, "a - b"), ("= -\"a - b\"", -1, "a - b"),
            ("= 2: \"a - b\"", 2, "a - b"), ("= \"type:image\"", 1, "type:image"),
            ("= \"x type:image y\"", 1, "x type:image y"), ("= https://a.b", 1, "https://a.b"),
            ("= note: this", 1, "note: this"), ("= say \"hi\" twice", 1, "say \"hi\" twice"),
            ("= -re:dog", -1, "re:dog"),
        ] as [(String, Double, String)])
    func oneTerm(query: String, weight: Double, text: String) throws {
        #expect(try terms(query) == [Term(weight: weight, term: .text(text))])
    }

    @Test func aPathInAFormulaIsAFileAlsoInQuotesAndBehindAWeight() throws {
        #expect(try terms("= 2:./a.jpg") == [Term(weight: 2, term: .file("./a.jpg"))])
        #expect(try terms("= ./12:30.jpg") == [Term(weight: 1, term: .file("./12:30.jpg"))])
        #expect(try terms("= -./a.jpg") == [Term(weight: -1, term: .file("./a.jpg"))])
        #expect(try terms("= -../a.jpg") == [Term(weight: -1, term: .file("../a.jpg"))])
        #expect(try terms("= \"./a - b.jpg\" + x").first == Term(weight: 1, term: .file("./a - b.jpg")))
    }

    @Test func filtersMayStandAnywhereInAFormula() throws {
        let parsed = try ParsedQuery("type:image = 2:red type:text car model:clip,resnet - model:clip night")
        #expect(parsed.filter.modalities == [.image, .text])
        #expect(parsed.models == ["clip", "resnet"])
        #expect(
            try terms("type:image = 2:red type:text car - model:clip night") == [
                Term(weight: 2, term: .text("red car")), Term(weight: -1, term: .text("night")),
            ])
    }

    @Test(
        "a formula that is none says which term is wrong, and where",
        arguments: [
            ("=", "something behind its ="), ("=  ", "something behind its ="),
            ("= type:image", "something behind"),
            ("= +", "term 1, after the + at character 3, is empty"),
            ("= dog + + cat", "term 2, before the + at character 9, is empty"),
            ("= dog -", "term 2, after the - at character 7, is empty"),
            ("= - - dog", "term 1, before the - at character 5, is empty"),
            ("= dog + 2,5:cat", "term 2 (character 9) has the weight 2,5, which is no decimal number"),
            ("= 2x:dog", "no decimal number"), ("= 0x10:dog", "no decimal number"),
            ("= --2:dog", "no decimal number"),
            ("= 1e999:dog", "not finite"), ("= nan:dog", "not finite"), ("= -inf:dog", "not finite"),
            ("= 2:", "term 1 (character 3) is empty"), ("= \"\"", "is empty"), ("= \" \" + x", "is empty"),
            ("= \"a + b", "a quote that is not closed"), ("= \"a\" b", "goes on behind its closing quote"),
        ])
    func errors(query: String, problem: String) {
        let error = #expect(throws: NearestError.self) { try ParsedQuery(query) }
        #expect(error?.code == .invalidArgument && error?.remedy != nil)
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test func aPastedPageIsNoFormula() throws {
        let most = "= " + (1...FormulaParser.mostTerms).map { "w\($0)" }.joined(separator: " + ")
        #expect(try terms(most).count == FormulaParser.mostTerms)
        let error = #expect(throws: NearestError.self) { try ParsedQuery(most + " - x") }
        #expect(error?.code == .invalidArgument && error?.remedy != nil)
        #expect(error?.problem.contains("more than 64 terms") == true)
    }

    @Test(
        "a word that looks like a filter is noted, with what was probably meant",
        arguments: [
            ("typ:image", "type:image"), ("extension:pdf", "ext:pdf"), ("Type:image", "type:image"),
            ("tpye:image", "type:image"), ("aftr:2024-01-01", "after:2024-01-01"), ("models:clip", "model:clip"),
        ])
    func unknownFilters(word: String, meant: String) throws {
        for query in ["a \(word) b", "= a \(word) + b"] {
            let parsed = try ParsedQuery(query)
            #expect(parsed.filter.isEmpty && parsed.models.isEmpty)
            #expect(
                parsed.notes == [
                    "`\(word)` is no filter and was searched as words; did you mean \(meant)? "
                        + "Filters are type:, ext:, path:, after:, before: and model:."
                ])
        }
        #expect(try ParsedQuery("a \(word) b").text == "a \(word) b")
    }

    @Test func anUnknownKeyThatIsLikeNoneIsNotedWithoutAGuess() throws {
        let notes = try ParsedQuery("colour:red").notes
        #expect(notes.count == 1 && notes.first?.contains("did you mean") == false)
    }

    @Test(
        "times, addresses and remarks are not noted",
        arguments: [
            "12:30", "https://example.org", "Note: this", "std::vector", "a:b", "x:", ":)", "2:dog", "mailto:",
            "é:x",
            "= 2:dog", "./typ:image.jpg",
        ])
    func noNote(query: String) throws {
        #expect(try ParsedQuery(query).notes.isEmpty)
    }

    @Test func fewNotesAreEnough() throws {
        let parsed = try ParsedQuery((0..<1_000).map { "key:\($0)" }.joined(separator: " "))
        #expect(parsed.notes.count == 3)
    }

    @Test func modelsAreRepeatedOrSeparatedByCommas() throws {
        let parsed = try ParsedQuery("a model:x,y model:y model:z b")
        #expect(parsed.models == ["x", "y", "z"] && parsed.text == "a b")
    }

    @Test(
        "the distance of keys",
        arguments: [("type", "type", 0), ("typ", "type", 1), ("tpye", "type", 1), ("", "ext", 3)])
    func distance(left: String, right: String, distance: Int) {
        #expect(UnknownFilter.distance(left, right) == distance)
        #expect(UnknownFilter.distance(right, left) == distance)
    }

    @Test func aPageIsReadInOnePass() throws {
        let page = String(repeating: "whale song: at 12:30 ", count: 5_000)
        let clock = ContinuousClock()
        var parsed: ParsedQuery?
        let time = try clock.measure { parsed = try ParsedQuery(page) }
        #expect(parsed?.text.count == page.count - 1)
        // Without optimisation, on a machine that has much else to do.
        #expect(time < .seconds(2))
        let formula = "= " + page + "+ " + page
        var count = 0
        let formulaTime = try clock.measure { count = try terms(formula).count }
        #expect(count == 2)
        #expect(formulaTime < .seconds(4))
    }
}
