import NearestCore

/// How a file is read.
package enum FileKind: String, Hashable, Sendable, CaseIterable {
    case text
    case code
    case markdown
    case html
    case pdf
    case jsonLines = "jsonl"
    case json
    /// Comma- or semicolon-separated values.
    case csv
    /// Tab-separated values.
    case tsv
    /// Word, and what writes its format.
    case docx
    /// PowerPoint: a slide is a page.
    case pptx
    /// Excel: a sheet is a page.
    case xlsx
    /// OpenDocument text, presentation and table.
    case odt, odp, ods
    case epub
    case rtf
    /// A letter as mail programs keep it (RFC 5322).
    case email
    case image
    case audio
    case video
    /// A kind of file that is not read. Such files are left out, not reported.
    case unsupported

    /// Changes whenever a file of this kind would give other items or words than before: only such files are then
    /// read anew.
    package var extractorVersion: Int {
        switch self {
        case .markdown, .html, .pdf: 4
        case .docx, .pptx, .xlsx, .odt, .odp, .ods, .epub, .rtf, .email, .image, .audio, .video: 3
        case .code, .unsupported: 2
        default: 1
        }
    }

    /// Whether files beside it may speak of it (`Sidecars`).
    package var takesSidecars: Bool { self == .image || self == .audio || self == .video }

    /// Whether such a file is read when it is attached to a letter: documents that are read from memory.
    var canBeAttached: Bool {
        switch self {
        case .text, .markdown, .html, .docx, .pptx, .xlsx, .odt, .odp, .ods, .epub, .rtf: true
        default: false
        }
    }

    /// How many bytes of a file are enough to tell its kind.
    package static let headLength = 8192

    /// - Parameter head: the first `headLength` bytes, or the whole of a shorter file. They decide where the
    ///   name says nothing.
    package init(of path: CorpusPath, head: [UInt8]) {
        let fileExtension = path.fileExtension
        if let known = Self.byExtension[fileExtension] {
            if Self.archives.contains(known) {
                self = Self.disguised(head) ?? known
            } else {
                self = known == .code && Self.isTransportStream(head) ? .video : known
            }
        } else if Self.unsupportedExtensions.contains(fileExtension) {
            self = .unsupported
        } else {
            self = Self.byContent(head)
        }
    }

    /// Kinds that are archives inside.
    private static let archives: Set<FileKind> = [.docx, .pptx, .xlsx, .odt, .odp, .ods, .epub]

    /// What a file is that has the name of an archive and is none; nil where it may be one, or something unknown.
    private static func disguised(_ head: [UInt8]) -> FileKind? {
        if head.starts(with: "%PDF-".utf8) { return .pdf }
        if head.starts(with: "{\\rtf".utf8) { return .rtf }
        return ImageDecoder.recognises(head) ? .image : nil
    }

    /// Whether a file is an MPEG transport stream (ISO/IEC 13818-1), whose names `.ts` and `.mts` TypeScript has, too:
    /// packets of 188 bytes that begin with one byte, with four bytes in front of each where a camera wrote them.
    private static func isTransportStream(_ head: [UInt8]) -> Bool {
        [(start: 0, length: 188), (4, 192)].contains { packet in
            head.count > packet.start + 4 * packet.length
                && (0..<5).allSatisfy { head[packet.start + $0 * packet.length] == 0x47 }
        }
    }

    private static func byContent(_ head: [UInt8]) -> FileKind {
        if head.starts(with: "%PDF-".utf8) { return .pdf }
        if ImageDecoder.recognises(head) { return .image }
        if head.starts(with: "{\\rtf".utf8) { return .rtf }
        if let document = archived(head) { return document }
        if BinarySniffer.signature(of: head[...]) != nil { return .unsupported }
        let isWide =
            CharacterEncoding.marked(by: head[...]) != nil || WideTextSniffer.encoding(of: head[...]) != nil
        if !isWide && BinarySniffer.isBinary(head[...]) { return .unsupported }
        let start = String(decoding: head.prefix(512), as: UTF8.self).lowercased().drop(while: \.isWhitespace)
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .html }
        if start.hasPrefix("<svg") || start.hasPrefix("<!doctype svg") { return .image }
        if start.hasPrefix("<?xml"), !start.contains("<html"), start.contains("<svg") { return .image }
        return start.hasPrefix("#!") ? .code : .text
    }

    /// A document that says in the first member of its archive what it is (OpenDocument 1.3, part 2, 3.3; EPUB OCF).
    private static func archived(_ head: [UInt8]) -> FileKind? {
        let mark = head.dropFirst(30)
        guard head.starts(with: "PK\u{3}\u{4}".utf8), mark.starts(with: "mimetypeapplication/".utf8) else {
            return nil
        }
        let type = mark.dropFirst(20)
        if type.starts(with: "epub+zip".utf8) { return .epub }
        let kinds: [(String, FileKind)] = [("text", .odt), ("presentation", .odp), ("spreadsheet", .ods)]
        return kinds.first { type.starts(with: "vnd.oasis.opendocument.\($0.0)".utf8) }?.1
    }

    private static let byExtension: [String: FileKind] = {
        var kinds: [String: FileKind] = [:]
        func add(_ kind: FileKind, _ extensions: String) {
            for name in extensions.split(separator: " ") { kinds[String(name)] = kind }
        }
        add(.text, "txt text log rst org adoc asciidoc tex bib srt vtt nfo me readme lst msg po")
        add(.markdown, "md markdown mdown mkd mkdn mdx rmd qmd")
        add(.html, "html htm xhtml xht shtml")
        add(.pdf, "pdf")
        add(.docx, "docx docm dotx")
        add(.pptx, "pptx pptm ppsx")
        add(.xlsx, "xlsx xlsm")
        add(.odt, "odt ott")
        add(.odp, "odp")
        add(.ods, "ods")
        add(.epub, "epub")
        add(.rtf, "rtf")
        add(.email, "eml")
        add(.image, "jpg jpeg jpe jfif png webp gif bmp tif tiff avif heic heif svg svgz jp2 jxl")
        add(.audio, "mp3 wav flac ogg oga opus m4a m4b aac wma aif aiff aifc amr caf mka ac3 au wv ape")
        add(.video, "mp4 m4v mkv webm avi mov wmv flv mpg mpeg m2ts 3gp ogv vob mxf")
        add(.jsonLines, "jsonl ndjson jsonlines")
        add(.json, "json geojson jsonld ipynb webmanifest")
        add(.csv, "csv")
        add(.tsv, "tsv tab")
        add(
            .code,
            """
            swift c h cc cpp cxx hpp hh hxx m mm cs java kt kts scala groovy go rs py pyi pyx rb php pl pm lua r jl \
            js mjs cjs jsx ts mts cts tsx vue svelte css scss sass less sh bash zsh fish ps1 bat cmd sql hs ml mli \
            fs fsx ex exs erl hrl clj cljs lisp el scm rkt dart zig nim d v sv vhd vhdl asm s f f90 f95 for pas \
            ada adb ads cob tcl awk sed cmake mk make gradle tf hcl nix proto thrift graphql gql xml xsd xsl xslt \
            yaml yml toml ini cfg conf properties env dockerfile diff patch cu cl glsl hlsl wgsl metal sol vb vbs
            """)
        return kinds
    }()

    /// Names that say more than a few bytes of content would.
    private static let unsupportedExtensions = Set(
        """
        ico icns psd xcf ai eps raw cr2 nef dng mid midi zip tar gz tgz bz2 tbz2 xz txz zst lz lz4 lzma 7z rar jar \
        war ear apk deb rpm dmg iso img cab msi exe dll so a o obj lib dylib bin class pyc pyo wasm elf ko doc dot \
        xls ppt mobi azw azw3 djvu ps pages numbers key sqlite sqlite3 db mdb accdb parquet feather arrow orc avro \
        npy npz h5 hdf5 nc mat pkl pickle joblib pt pth ckpt onnx safetensors gguf tflite pb ttf otf woff woff2 eot \
        swp lock map torrent p12 pfx gpg sig asc der crt cer
        """.split(separator: " ").map(String.init))
}
