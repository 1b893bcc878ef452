/// Tells bytes that are no text.
enum BinarySniffer {
    private static let magics: [(bytes: [UInt8], name: String)] = [
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        (Array("GIF8".utf8), "a GIF image"), (Array("PK\u{3}\u{4}".utf8), "a ZIP archive"),
        ([0x1F, 0x8B], "a gzip archive"), (Array("BZh".utf8), "a bzip2 archive"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz archive"), ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
        (Array("7z".utf8) + [0xBC, 0xAF], "a 7z archive"), ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        (Array("%PDF-".utf8), "a PDF"), (Array("RIFF".utf8), "a RIFF file"), (Array("OggS".utf8), "an Ogg file"),
        (Array("fLaC".utf8), "a FLAC file"), (Array("ID3".utf8), "an MP3 file"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Office file"), (Array("SQLite format 3".utf8), "a SQLite database"),
    ]

    /// What the first bytes of a file give it away as; nil when they are no known signature.
    static func signature(of head: ArraySlice<UInt8>) -> String? {
        magics.first { head.starts(with: $0.bytes) }?.name
    }

    /// Whether one in fifty bytes or more is a control character that no text has.
    static func isBinary(_ head: ArraySlice<UInt8>) -> Bool {
        var controls = 0
        for byte in head {
            switch byte {
            case 0: return true
            case 0x01...0x06, 0x0E...0x1A, 0x1C...0x1F, 0x7F: controls += 1
            default: break
            }
        }
        return controls * 50 > head.count
    }
}
