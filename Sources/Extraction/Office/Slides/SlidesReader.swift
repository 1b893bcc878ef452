import NearestCore

/// The words of a PPTX file. A slide is a page, in the order of the presentation; hidden ones are among them, since
/// somebody wrote them. Of a slide comes the title first as a heading, then the shapes, then charts and diagrams, then
/// the notes.
struct SlidesReader {
    let package: OfficePackage

    /// - Throws: `NearestError.unreadable` when no slide can be found.
    func read() throws -> DocumentContent {
        let archive = package.archive
        let composer = DocumentComposer(limits: archive.source.limits)
        let references = try Relationships(of: package.main, in: archive)
        let list = SlideList()
        var problems = ProblemList()
        if let problem = try archive.parse(package.main, with: list) { problems.add(problem) }
        var pictures = ShownPictures()
        for (index, id) in list.ids.enumerated() {
            let page = index + 1
            guard let name = references.target(id, type: "slide"), archive.holds(name) else {
                problems.add("slide \(page) is missing")
                continue
            }
            composer.begin(page: page)
            pictures.add(try readSlide(name, page: page, into: composer, &problems))
        }
        return DocumentContent(composer, pictures: pictures, problems: problems, limits: archive.source.limits)
    }

    private func readSlide(
        _ name: String, page: Int, into composer: DocumentComposer, _ problems: inout ProblemList
    ) throws -> ShownPictures {
        let archive = package.archive
        let references = try Relationships(of: name, in: archive)
        let slide = SlideHandler(references: references, page: page)
        if let problem = try archive.parse(name, with: slide) { problems.add("slide \(page): \(problem)") }
        composer.addHeading(slide.title)
        slide.blocks.forEach(composer.add)
        for figure in slide.figures where archive.holds(figure) {
            composer.add(try FigureReader.lines(of: figure, in: archive))
        }
        for notes in references.targets(ofType: "notesSlide") where archive.holds(notes) {
            let handler = SlideHandler(
                references: try Relationships(of: notes, in: archive), page: page, isNotes: true)
            if let problem = try archive.parse(notes, with: handler) { problems.add("slide \(page): \(problem)") }
            handler.blocks.forEach(composer.add)
        }
        try composer.addRemarks(references, in: archive)
        return slide.pictures
    }

    private final class SlideList: XMLHandler {
        var ids: [String] = []

        func start(_ name: String, _ attributes: XMLAttributes) {
            if name == "p:sldId", let id = attributes["r:id"] { ids.append(id) }
        }

        func end(_ name: String) {}
    }
}
