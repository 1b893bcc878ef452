import NearestCore
import Testing

@testable import Extraction

@Suite("Frames between processes")
struct WorkerProtocolTests {
    private static let item: ExtractedItem = {
        var document = StructuredText(title: "Titel")
        document.append("Überschrift", as: .heading)
        document.append(Array("Zwei Sätze. 𝄞".utf8), as: .prose, page: 3)
        document.mark(TextBlock(kind: .lines, range: 31..<31, page: nil, evidence: .ocr, startsSection: true))
        var item = ExtractedItem(record: 4, part: "word/media/1.png", page: 2, title: "T\u{0}\u{1B}")
        item.document = document
        item.metadata = [MetadataField("camera", "ä\u{2028}\"\\")]
        item.pieces = [NativePiece(modality: .audio, place: .time(start: 0.1, end: 1e9))]
        item.texts = [
            EvidenceText(modality: .video, evidence: .transcript, place: .time(start: 1 / 3, end: 2), text: "said"),
            EvidenceText(modality: .text, evidence: .ocr, place: .text(page: 7, range: 1..<9), text: ""),
        ]
        item.thumbnail = [0xFF, 0xD8, 0xFF]
        item.mentions = [PictureMention(picture: CorpusPath(bytes: [0xFF, 0x2F, 0x61]), text: "alt")]
        return item
    }()

    private static func bytes(of frame: WorkerFrame) -> [UInt8] { frame.header + frame.control + frame.payload }

    @Test func itemsArriveAsTheyWere() throws {
        let frame = try WireItem.frame(of: Self.item)
        #expect(try WireItem.item(in: frame) == Self.item)
        let empty = try WireItem.frame(of: ExtractedItem())
        #expect(try WireItem.item(in: empty) == ExtractedItem())
    }

    @Test(arguments: [1, 3, 16, 1000])
    func framesAreFoundInPieces(size: Int) throws {
        let frames = [
            WorkerFrame(kind: .alive), try WireItem.frame(of: Self.item),
            WorkerFrame(kind: .done, control: Array("[]".utf8)), WorkerFrame(kind: .media, payload: [1, 2, 3]),
        ]
        var rest = frames.flatMap(Self.bytes)[...]
        var parser = WorkerFrameParser()
        var found: [WorkerFrame] = []
        while !rest.isEmpty {
            let piece = rest.prefix(min(size, parser.missing))
            rest = rest.dropFirst(piece.count)
            if let frame = try parser.add(piece) { found.append(frame) }
        }
        #expect(found == frames)
        #expect(!parser.isInside)
    }

    @Test func requestsArriveAsTheyWere() throws {
        let file = FileToRead(
            path: [0x2F, 0xFF, 0x61], name: CorpusPath(bytes: [0xFF, 0x61]), sidecars: [[0x2F, 0x62], []])
        let sampling = VideoSampling(frames: 3, frameRate: 29.97, soundRate: 48_000)
        let requests: [WorkerRequest] = [
            .begin(.init(folder: .init([0x2F, 0xFF]), limits: ExtractionLimits(pdfSeconds: 7))),
            .read(file, seconds: 99),
            .decode(MediaPiece(file: file, part: "p", place: .whole, form: .picture), seconds: 1),
            .decode(MediaPiece(file: file, place: .time(start: 0, end: 2.5), form: .sound(rate: 8000)), seconds: 1),
            .decode(MediaPiece(file: file, place: .time(start: 0, end: 2.5), form: .film(sampling)), seconds: 1),
            .probe(ConfinementProbe(outside: [1], unused: [2])),
        ]
        for request in requests { #expect(try WorkerRequest(request.frame()) == request) }
    }

    @Test func whatIsNoFrameIsRefused() {
        let wrong: [[UInt8]] = [
            Array("HTTP/1.1 200 OK\r".utf8), Array("nwf1".utf8) + [99] + [UInt8](repeating: 0, count: 11),
            Array("nwf1".utf8) + [18, 0, 0, 0] + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
            Array("nwf1".utf8) + [18, 0, 0, 0] + [0, 0, 0, 0, 1, 0, 0, 0x40],
        ]
        for header in wrong {
            #expect(throws: WorkerFrameParser.Nonsense.self) {
                var parser = WorkerFrameParser()
                _ = try parser.add(header)
            }
        }
    }

    @Test func mediaOfAnotherFormIsRefused() throws {
        let picture = try WireMedia.frame(of: .image(PixelImage(width: 1, height: 2, pixels: [1, 2, 3, 4, 5, 6])))
        var cut = picture
        cut.payload.removeLast()
        let sampling = VideoSampling(frames: 1, frameRate: 1, soundRate: 1)
        let film = VideoClip(frames: [WireMedia.token(1)], frameRate: 1, sound: nil)
        let one = PixelImage(width: 1, height: 1, pixels: [0, 0, 0])
        let two = PixelImage(width: 2, height: 1, pixels: [0, 0, 0, 0, 0, 0])
        let shown = try WireMedia.frame(
            of: .video(VideoClip(frames: [0, 1].map(WireMedia.token), frameRate: 1, sound: nil)))
        let wrong: [(WorkerFrame, MediaPiece.Form, [PixelImage])] = [
            (cut, .picture, []), (picture, .sound(rate: 8000), []), (picture, .film(sampling), []),
            (try WireMedia.frame(of: .audio(AudioClip(rate: 8000, samples: [0]))), .sound(rate: 16_000), []),
            (
                WorkerFrame(kind: .media, control: Array("{\"soundRate\": 8000}".utf8), payload: [1]),
                .sound(rate: 8000), []
            ),
            (try WireMedia.frame(of: .video(film)), .film(sampling), [one]), (shown, .film(sampling), [one, two]),
        ]
        for (frame, form, pictures) in wrong {
            #expect(throws: WorkerFrameParser.Nonsense.self) {
                _ = try WireMedia.input(in: frame, form: form, pictures: pictures)
            }
        }
    }

    /// What a process sends that a file has taken over: it is refused, or is an item like any other.
    @Test func changedFramesTrapNothing() throws {
        let whole = Self.bytes(of: try WireItem.frame(of: Self.item))
        var chance = SplitMix64(seed: 5)
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...(chance.next() % 3) {
                bytes[Int(chance.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: chance.next())
            }
            do {
                guard let frame = try Self.firstFrame(in: bytes) else { continue }
                let item = try WireItem.item(in: frame)
                #expect(String(validating: item.document.utf8, as: UTF8.self) != nil)
                for block in item.document.blocks { _ = item.document.utf8[block.range] }
            } catch is WorkerFrameParser.Nonsense {
                refused += 1
            }
        }
        #expect(refused > 1000)
    }

    private static func firstFrame(in bytes: [UInt8]) throws -> WorkerFrame? {
        var parser = WorkerFrameParser()
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(parser.missing)
            rest = rest.dropFirst(piece.count)
            if let frame = try parser.add(piece) { return frame }
        }
        return nil
    }
}
