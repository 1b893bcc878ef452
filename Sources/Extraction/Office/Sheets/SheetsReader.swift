import NearestCore

/// The words of an XLSX file. A sheet is a page, in the order of the workbook, with its name as a heading; a row is a
/// line. Hidden sheets are among them.
struct SheetsReader {
    let package: OfficePackage

    /// - Throws: `NearestError.unreadable` when the archive is damaged beyond use.
    func read() throws -> DocumentContent {
        let archive = package.archive
        let limits = archive.source.limits
        let composer = DocumentComposer(limits: limits)
        let references = try Relationships(of: package.main, in: archive)
        let workbook = Workbook()
        var problems = ProblemList()
        if let problem = try archive.parse(package.main, with: workbook) { problems.add(problem) }
        let strings = SharedStrings(limit: Int(clamping: limits.maximumTextBytes))
        for name in references.targets(ofType: "sharedStrings").prefix(1) where archive.holds(name) {
            if let problem = try archive.parse(name, with: strings) { problems.add(problem) }
        }
        let formats = try NumberFormats(references.targets(ofType: "styles").first, in: archive)
        var pictures = ShownPictures()
        for (index, sheet) in workbook.sheets.enumerated() where !composer.isFull {
            guard let name = references.target(sheet.id), archive.holds(name) else {
                problems.add("sheet \(PlainText.oneLine(sheet.name)) is missing")
                continue
            }
            composer.begin(page: index + 1)
            composer.addHeading(Array(sheet.name.utf8))
            let rows = SheetHandler(
                composer: composer, strings: strings.strings, formats: formats, isFrom1904: workbook.isFrom1904)
            do {
                if let problem = try archive.parse(name, with: rows) { problems.add(problem) }
            } catch is SheetIsFull {}
            composer.endRows()
            pictures.add(try readDrawings(of: name, page: index + 1, into: composer))
        }
        return DocumentContent(composer, pictures: pictures, problems: problems, limits: limits)
    }

    /// Remarks, text boxes, charts and pictures that lie on a sheet.
    private func readDrawings(
        of sheet: String, page: Int, into composer: DocumentComposer
    ) throws -> ShownPictures {
        let archive = package.archive
        var pictures = ShownPictures()
        let references = try Relationships(of: sheet, in: archive)
        try composer.addRemarks(references, in: archive)
        for name in references.targets(ofType: "drawing") where archive.holds(name) {
            let drawing = SlideHandler(references: try Relationships(of: name, in: archive), page: page)
            _ = try archive.parse(name, with: drawing)
            drawing.blocks.forEach(composer.add)
            for figure in drawing.figures where archive.holds(figure) {
                composer.add(try FigureReader.lines(of: figure, in: archive))
            }
            pictures.add(drawing.pictures)
        }
        return pictures
    }

    private final class Workbook: XMLHandler {
        var sheets: [(name: String, id: String?)] = []
        var isFrom1904 = false

        func start(_ name: String, _ attributes: XMLAttributes) {
            switch name {
            case "x:sheet": sheets.append((attributes["name"] ?? "", attributes["r:id"]))
            case "x:workbookPr":
                if let flag = attributes["date1904"] { isFrom1904 = flag == "1" || flag == "true" }
            default: break
            }
        }

        func end(_ name: String) {}
    }
}
