import CLibXML
import Glibc
import NearestCore
import Testing

@testable import Extraction

@Suite struct TextDecoderTests {
    /// `text` in another encoding, by the C library.
    private func encode(_ text: String, _ encoding: String) -> [UInt8] {
        guard let handle = iconv_open(encoding, "UTF-8"), Int(bitPattern: handle) != -1 else { return [] }
        defer { iconv_close(handle) }
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 4 + 16)
        let room = output.count
        var left = input.count
        var free = room
        input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var to = target.baseAddress
                _ = iconv(handle, &from, &left, &to, &free)
                _ = iconv(handle, nil, nil, &to, &free)
            }
        }
        return output.prefix(room - free).map { UInt8(bitPattern: $0) }
    }

    private func decode(_ bytes: [UInt8]) throws -> String {
        String(decoding: try TextDecoder.decode(bytes, subject: "x"), as: UTF8.self)
    }

    private static let english = "The quick brown fox jumps over the lazy dog, and then it rests.\n"
    private static let german = """
        Größere Städte ziehen Menschen an; die Bäume müssen dafür weichen, und über den Dächern hängt früh Nebel.
        Die Straße führt am Fluß entlang, wo die Kähne träge schaukeln.
        """
    private static let french =
        "L’été dernier, nous étions à la plage où les élèves jouaient près du phare ; c’était agréable."
    private static let russian = """
        Весной река поднимается и заливает луга. Старик каждый вечер сидел у окна и смотрел, как уходит вода.
        Потом он записывал в тетрадь, сколько льдин прошло мимо дома.
        """
    private static let japanese = """
        春になると川の水が増えて、畑のそばまで来ます。おじいさんは毎晩まどのところに座って、水が引くのを見ていました。
        そしてノートに数を書きました。テレビは見ませんでした。
        """
    private static let chinese = """
        春天到了，河里的水慢慢地上来，一直到了我们家的门口。他每天晚上都坐在那里看着水，然后在本子上写下时间。
        这个地方的人都知道他，大家说他是一个很有意思的老人。
        """
    private static let traditional = """
        春天到了，河裡的水慢慢地上來，一直到了我們家的門口。他每天晚上都坐在那裡看著水，然後在本子上寫下時間。
        這個地方的人都知道他，大家說他是一個很有意思的老人。
        """
    private static let korean = """
        봄이 오면 강물이 불어나서 우리 집 앞까지 올라온다. 할아버지는 매일 저녁 창가에 앉아 물이 빠지는 것을 보았다.
        그리고 공책에 시간을 적었다. 이 마을 사람들은 모두 그를 알고 있었다.
        """
    private static let greek =
        "Την άνοιξη το ποτάμι φουσκώνει και σκεπάζει τα λιβάδια, και ο γέρος κοιτάζει από το παράθυρο."
    private static let polish =
        "Wiosną rzeka wzbiera i zalewa łąki, a starzec siedzi przy oknie i patrzy, jak odpływa woda. Później śpi, żeby odpocząć."

    @Test(arguments: [
        (english, "UTF-16LE"), (english, "UTF-16BE"), (english, "UTF-32LE"), (english, "UTF-32BE"),
        (german, "UTF-16LE"), (russian, "UTF-16BE"), (chinese, "UTF-16LE"), (german, "ISO-8859-1"),
        (french, "CP1252"), (russian, "KOI8-R"), (russian, "CP1251"), (japanese, "CP932"), (japanese, "EUC-JP"),
        (japanese, "ISO-2022-JP"), (chinese, "GB18030"), (traditional, "BIG5"), (korean, "CP949"),
        (greek, "CP1253"),
        (polish, "CP1250"), (german, "UTF-8"), (chinese, "UTF-8"),
    ])
    func encodingsAreRecognised(text: String, encoding: String) throws {
        let bytes = encode(text, encoding)
        #expect(!bytes.isEmpty)
        #expect(try decode(bytes) == text)
        #expect(try decode(encode(Self.english, "UTF-8") + bytes.prefix(0)) == Self.english)
    }

    @Test(arguments: ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"])
    func byteOrderMarksAreObeyedAndDropped(encoding: String) throws {
        #expect(try decode(encode("\u{FEFF}" + Self.russian, encoding)) == Self.russian)
        #expect(try decode(encode("\u{FEFF}x", encoding)) == "x")
    }

    @Test func anEncodingMayShowLate() throws {
        let text = String(repeating: Self.english, count: 5000) + Self.german
        #expect(try decode(encode(text, "ISO-8859-1")) == text)
    }

    @Test func damageInUTF8IsRepaired() throws {
        var bytes = Array(String(repeating: Self.russian, count: 3).utf8)
        bytes[40] = 0xFF
        let text = try decode(bytes)
        #expect(text.contains("\u{FFFD}"))
        #expect(text.hasSuffix(Self.russian))
    }

    @Test func lineEndsBecomeLineFeeds() throws {
        #expect(try decode(Array("a\r\nb\rc\n\r\nd\r".utf8)) == "a\nb\nc\n\nd\n")
    }

    @Test func binaryIsRefused() throws {
        var random = SeededGenerator(seed: 7)
        let noise = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &random) }
        let noiseWithoutZeros = noise.map { $0 == 0 ? 1 : $0 }
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        for bytes in [noise, noiseWithoutZeros, png, [0, 1, 2, 3], Array("abc\0def".utf8)] {
            #expect(throws: NearestError.self) { try TextDecoder.decode(bytes, subject: "x.txt") }
        }
        #expect(throws: NearestError(.unreadable, "x.txt", "is not text: it looks like a PNG image")) {
            try TextDecoder.decode(png, subject: "x.txt")
        }
    }

    /// Wherever the pieces are cut, the text is the same.
    @Test(arguments: ["UTF-8", "UTF-16LE", "CP1252", "CP932", "GB18030"])
    func piecesGiveTheWhole(encoding: String) throws {
        let text = ["CP1252": Self.french, "CP932": Self.japanese][encoding] ?? Self.chinese
        let bytes = encode("\u{FEFF}", encoding) + encode(text + "\r\n" + text, encoding)
        let expected = text + "\n" + text
        for size in [80, 81, 97, 200] {
            var decoder = TextDecoder(subject: "x")
            var result: [UInt8] = []
            var start = 0
            while start < bytes.count {
                let end = min(start + size, bytes.count)
                result += try decoder.decode(Array(bytes[start..<end]), isLast: end == bytes.count)
                start = end
            }
            #expect(String(decoding: result, as: UTF8.self) == expected)
        }
    }
}
