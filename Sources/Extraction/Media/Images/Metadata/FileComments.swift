/// Comments of GIF and JPEG, which libvips passes over.
enum FileComments {
    private static let mostComments = 16
    /// Blocks that are stepped over at most: a GIF may be a film of many.
    private static let mostBlocks = 10_000

    /// - Parameter format: as `PictureHeader` names it.
    /// - Returns: none for other formats; as many as can be read of a file that is damaged.
    static func read(_ bytes: RandomBytes, format: String) -> [(keyword: String, text: String)] {
        let texts =
            switch format {
            case "GIF": gif(bytes)
            case "JPEG": jpeg(bytes)
            default: [[UInt8]]()
            }
        return texts.prefix(mostComments).map { ("", PictureText.string(of: $0)) }
    }

    /// How programs begin the comments that they leave in each picture they write; those say nothing of it.
    private static let programs = [
        "file written by adobe", "created with gimp", "created with the gimp", "creator: gd-jpeg", "creator: xv",
        "lead technologies", "lavc", "cmp3.", "optimized by", "compressed by", "acd systems", "intel(r) jpeg",
        "handmade software", "ulead systems", "gif edited with",
    ]

    /// Whether nobody but the program that wrote the picture speaks in the comment.
    static func areOfProgram(_ comment: String) -> Bool {
        let comment = comment.lowercased()
        return comment.utf8.count < 100 && programs.contains { comment.hasPrefix($0) }
    }

    /// The segments before the pixels, up to the first that is none: 0xFF, a number, and mostly a size that counts
    /// itself.
    private static func jpeg(_ bytes: RandomBytes) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var position = 2
        for _ in 0..<mostBlocks {
            guard let head = bytes.bytes(at: position, count: 4), head[0] == 0xFF, head[1] != 0xDA else { break }
            let size = Int(head[2]) << 8 | Int(head[3])
            guard size >= 2 else { break }
            if head[1] == 0xFE, let text = bytes.bytes(at: position + 4, count: size - 2) { texts.append(text) }
            position += 2 + size
        }
        return texts
    }

    /// The blocks up to the end: extensions (0x21, kind) and pictures (0x2C), each followed by pieces of up to 255
    /// bytes, the last of them empty.
    private static func gif(_ bytes: RandomBytes) -> [[UInt8]] {
        guard let screen = bytes.bytes(at: 10, count: 1)?.first else { return [] }
        var texts: [[UInt8]] = []
        var position = 13 + colours(screen)
        for _ in 0..<mostBlocks {
            guard let kind = bytes.bytes(at: position, count: 2) else { break }
            if kind[0] == 0x21 {
                position += 2
                let text = pieces(bytes, &position)
                if kind[1] == 0xFE { texts.append(text) }
            } else if kind[0] == 0x2C, let flags = bytes.bytes(at: position + 9, count: 1)?.first {
                position += 11 + colours(flags)
                _ = pieces(bytes, &position)
            } else {
                break
            }
        }
        return texts
    }

    /// The bytes of a table of colours, by the flags that tell of it.
    private static func colours(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }

    /// Steps over pieces.
    ///
    /// - Returns: the first of them, joined.
    private static func pieces(_ bytes: RandomBytes, _ position: inout Int) -> [UInt8] {
        var joined: [UInt8] = []
        while let size = bytes.bytes(at: position, count: 1)?.first, size > 0 {
            if joined.count < 1 << 16, let piece = bytes.bytes(at: position + 1, count: Int(size)) {
                joined += piece
            }
            position += 1 + Int(size)
        }
        position += 1
        return joined
    }
}
