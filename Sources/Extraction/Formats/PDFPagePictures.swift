/// The pictures in what `pdftocairo -svg` writes of a page: each is an `image` with a data address, drawn by a `use`
/// that refers to it. Those that are only drawn into masks are the opacity of others.
final class PDFPagePictures: MarkupScanner.Listener {
    private var images: [String: (size: PDFPagePicture.Size, data: String)] = [:]
    /// The images in the order in which they are drawn, each once.
    private var drawn: [String] = []
    private var masks = 0
    private static let mostPictures = 1000

    static func read(_ drawing: [UInt8]) -> [PDFPagePicture] {
        let page = PDFPagePictures()
        MarkupScanner.scan(drawing, isLong: true, page)
        return page.pictures()
    }

    func start(_ name: MarkupName, _ attributes: [(name: MarkupName, value: String)]) {
        func value(_ name: String) -> String? { attributes.first { $0.name.name == name }?.value }
        switch name.name {
        case "mask": masks += 1
        case "image":
            guard images.count < Self.mostPictures, let data = value("href"), data.hasPrefix("data:image/"),
                let width = value("width").flatMap({ Int($0) }), let height = value("height").flatMap({ Int($0) })
            else { return }
            let id = value("id") ?? ""
            images[id] = (PDFPagePicture.Size(width: width, height: height), data)
            // One without a name is drawn where it stands.
            if id.isEmpty { draw(id) }
        case "use":
            if let reference = value("href"), reference.hasPrefix("#") { draw(String(reference.dropFirst())) }
        default: break
        }
    }

    func end(_ name: MarkupName) {
        if name.name == "mask" { masks -= 1 }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    private func draw(_ id: String) {
        if masks == 0, images[id] != nil, !drawn.contains(id) { drawn.append(id) }
    }

    private func pictures() -> [PDFPagePicture] {
        var pictures: [PDFPagePicture] = []
        for id in drawn {
            guard let image = images[id], let comma = image.data.utf8.firstIndex(of: UInt8(ascii: ",")) else {
                continue
            }
            let bytes = TransferEncoding.base64(image.data[comma...].utf8.dropFirst())
            pictures.append(PDFPagePicture(number: pictures.count + 1, size: image.size, bytes: bytes))
        }
        return pictures
    }
}
