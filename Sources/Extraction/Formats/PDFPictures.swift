import NearestCore

/// The pictures that stand on the pages of a PDF.
///
/// `pdfimages -list` says which pages have some; `pdftocairo -svg` then writes such a page to its standard output as a
/// drawing, in which each picture is a file of its own. So nothing is written to the disk, and nothing of PDF is
/// decoded in this process. A picture is given as the PDF has it: turned or cut only by the page, it comes whole.
struct PDFPictures {
    let source: SourceFile
    /// The captions of each page, in their order.
    var captions: [Int: [String]] = [:]

    /// Of either side, in pixels: smaller ones are ornaments.
    static let leastSide = 64
    /// What stands on more pages than this is a letterhead.
    private static let mostRepetitions = 2
    private static let mostPictures = 500
    /// In seconds, for all pages of a file.
    private static let longestReading = 120.0
    /// A page as a drawing, its pictures included.
    private static let greatestPage = 256 << 20

    /// Hands over the pictures, page by page. What is wrong with one costs that one.
    ///
    /// - Parameter scans: pages whose picture is left out when it is the only one there.
    /// - Returns: how many there were, and problems.
    func read(leavingOut scans: Set<Int>, emit: (ExtractedItem) throws -> Void) throws -> (Int, [String]) {
        let deadline = ContinuousClock.now + .seconds(Self.longestReading)
        var count = 0
        var problems: [String] = []
        var seen: Set<Int> = []
        let found: [(page: Int, sizes: Set<PDFPagePicture.Size>)]
        do {
            found = try pages()
        } catch let error as NearestError {
            return (0, ["its pictures: \(error.problem)"])
        }
        for (page, sizes) in found where !scans.contains(page) || sizes.count > 1 {
            try source.cancellation.check()
            if count >= Self.mostPictures || ContinuousClock.now > deadline {
                problems.append("the pictures from page \(page) on are left out: they are too many")
                break
            }
            do {
                let pictures = try self.pictures(onPage: page)
                let wanted = pictures.filter { sizes.contains($0.size) && seen.insert($0.bytes.hashValue).inserted }
                count += try emitItems(wanted, page, &problems, emit)
            } catch let error as NearestError {
                problems.append("the pictures of page \(page): \(error.problem)")
            }
        }
        return (count, problems)
    }

    /// The file of one picture, by the name that `read` gave its item.
    func bytes(of part: String) throws -> [UInt8]? {
        let words = part.split(separator: " ")
        guard words.count == 4, words[0] == "page", words[2] == "picture", words[1].last == ",",
            let page = Int(words[1].dropLast()), let number = Int(words[3]), page > 0, number > 0
        else { return nil }
        return try pictures(onPage: page).first { $0.number == number }?.bytes
    }

    /// Emits without regarding what is wrong with `emit` as wrong with a picture.
    private func emitItems(
        _ pictures: [PDFPagePicture], _ page: Int, _ problems: inout [String],
        _ emit: (ExtractedItem) throws -> Void
    ) throws -> Int {
        let captions = captions[page] ?? []
        var items: [ExtractedItem] = []
        for (index, picture) in pictures.enumerated() {
            // One caption speaks for all pictures of its page; several belong to them one by one.
            let isPaired = captions.count == pictures.count
            let caption = captions.count == 1 ? captions[0] : isPaired ? captions[index] : nil
            let part = "page \(page), picture \(picture.number)"
            do {
                items.append(
                    try PictureReader(source: source)
                        .item(of: picture.bytes, part: part, page: page, caption: caption))
            } catch let error as NearestError {
                problems.append("\(part): \(error.problem)")
            }
        }
        for item in items { try emit(item) }
        return items.count
    }

    /// The pages that have pictures, with the sizes of these; without those that are small or stand on many pages.
    private func pages() throws -> [(page: Int, sizes: Set<PDFPagePicture.Size>)] {
        let output = try PDFPrograms(source: source).run("pdfimages", ["-list", "-"], maximumOutputBytes: 16 << 20)
        guard output.status == 0 else { return [] }
        let rows = String(decoding: output.text, as: UTF8.self).split(separator: "\n").dropFirst(2)
            .compactMap { Row($0) }
        var pagesOfObjects: [Substring: Set<Int>] = [:]
        for row in rows { pagesOfObjects[row.object, default: []].insert(row.page) }
        var sizes: [Int: Set<PDFPagePicture.Size>] = [:]
        for row in rows where min(row.size.width, row.size.height) >= Self.leastSide {
            // An inline picture has no number of its own.
            let repetitions = row.object.isEmpty ? 1 : pagesOfObjects[row.object]?.count ?? 1
            if repetitions <= Self.mostRepetitions { sizes[row.page, default: []].insert(row.size) }
        }
        return sizes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func pictures(onPage page: Int) throws -> [PDFPagePicture] {
        let output = try PDFPrograms(source: source).run(
            "pdftocairo", ["-q", "-svg", "-f", "\(page)", "-l", "\(page)", "-", "-"],
            maximumOutputBytes: Self.greatestPage)
        guard output.status == 0 else { throw source.unreadable("the page cannot be drawn") }
        return PDFPagePictures.read(output.text)
    }

    /// A line that `pdfimages -list` writes: page, number, type, width, height, colour, components, bits, encoding,
    /// interpolation, object, …
    private struct Row {
        var page: Int
        var size: PDFPagePicture.Size
        /// Empty for a picture inside of the page's commands.
        var object: Substring

        /// Nil for the masks of pictures.
        init?(_ line: Substring) {
            let words = line.split(separator: " ")
            guard words.count > 10, words[2] == "image", let page = Int(words[0]), let width = Int(words[3]),
                let height = Int(words[4])
            else { return nil }
            self.page = page
            size = PDFPagePicture.Size(width: width, height: height)
            object = words[10].hasPrefix("[") ? "" : words[10]
        }
    }
}
