import CTesseract
import Glibc
import NearestCore
import Synchronization

/// Reads the words of pictures through tesseract.
///
/// Its data takes a moment to load, so there is one recogniser in a process, made when the first picture is read;
/// one thread at a time uses it. Languages are English and those that the environment variable
/// `NEAREST_OCR_LANGUAGES` names by tesseract's codes (`deu,fra`), as far as they are installed.
package final class TextRecognizer: Sendable {
    package static let shared = TextRecognizer()

    /// Why nothing is read on this machine.
    package enum Absence: Sendable {
        case noLibrary
        /// None of the languages, by tesseract's codes, is installed.
        case noLanguage(String)
    }

    /// In seconds: a picture that takes longer gives what was read by then.
    private static let longestReading = 20.0
    /// Smaller pictures hold no word that could be read.
    private static let leastSide = 12
    private static let leastLongest = 40
    /// The letters of a smaller picture are mostly too small: it is doubled.
    private static let smallLongest = 1000
    /// What pages and pictures should be at most, in pixels of the longer side: an A4 page at 205 to an inch.
    static let longest = 2400

    /// The engine of tesseract, which the mutex around it hands to one thread at a time; that makes it safe to send.
    private struct Engine: @unchecked Sendable {
        var pointer: OpaquePointer?
        var status: ctess_status?
    }

    private let engine = Mutex(Engine())

    /// What is missing; nil when pictures are read.
    package var absence: Absence? {
        engine.withLock { engine in
            Self.prepare(&engine)
            switch engine.status {
            case CTESS_OK: return nil
            case CTESS_NO_LANGUAGE: return .noLanguage(Self.languages)
            default: return .noLibrary
            }
        }
    }

    /// The languages that are read, by tesseract's codes.
    package static var languages: String {
        let wanted = getenv("NEAREST_OCR_LANGUAGES").map { String(cString: $0) } ?? ""
        let more = wanted.split { ",+ ;".contains($0) }.map(String.init)
            .filter { $0 != "eng" && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } }
        return (["eng"] + more.prefix(8)).joined(separator: "+")
    }

    /// The words of a picture.
    ///
    /// - Parameter inches: the longer side of a page whose size is known.
    /// - Returns: nothing for a picture that is too small, and on a machine without tesseract.
    func read(_ image: PixelImage, inches: Double? = nil) -> RecognizedText {
        let longest = max(image.width, image.height)
        guard min(image.width, image.height) >= Self.leastSide, longest >= Self.leastLongest else {
            return RecognizedText(words: [])
        }
        var image = image
        if longest < Self.smallLongest {
            image = ImageDecoder.resized(image, longest: longest * 2) ?? image
        } else if longest > Self.longest {
            image = ImageDecoder.resized(image, longest: Self.longest) ?? image
        }
        let scaled = Double(max(image.width, image.height))
        let resolution = inches.map { scaled / max($0, 1) } ?? 200
        return read(Self.grey(image), width: image.width, height: image.height, resolution: resolution)
    }

    /// - Parameters:
    ///   - grey: `height` × `width` values.
    ///   - resolution: in pixels an inch.
    func read(_ grey: [UInt8], width: Int, height: Int, resolution: Double) -> RecognizedText {
        guard width > 0, height > 0, grey.count >= width * height else { return RecognizedText(words: []) }
        let collector = WordCollector()
        engine.withLock { engine in
            Self.prepare(&engine)
            guard let pointer = engine.pointer else { return }
            grey.withUnsafeBufferPointer { pixels in
                guard let base = pixels.baseAddress else { return }
                _ = ctess_recognise(
                    pointer, base, Int32(clamping: width), Int32(clamping: height),
                    Int32(min(max(resolution, 70), 600)), Int32(Self.longestReading * 1000), WordCollector.take,
                    Unmanaged.passUnretained(collector).toOpaque())
            }
        }
        return RecognizedText(words: collector.words)
    }

    private static func prepare(_ engine: inout Engine) {
        if engine.status != nil { return }
        engine.status = ctess_open(languages, &engine.pointer)
    }

    /// Light as the eye weighs it.
    private static func grey(_ image: PixelImage) -> [UInt8] {
        image.pixels.withUnsafeBufferPointer { pixels in
            [UInt8](unsafeUninitializedCapacity: pixels.count / 3) { grey, done in
                done = pixels.count / 3
                for index in 0..<done {
                    let red = Int(pixels[index * 3]) * 77
                    let green = Int(pixels[index * 3 + 1]) * 150
                    let blue = Int(pixels[index * 3 + 2]) * 29
                    grey[index] = UInt8((red + green + blue) >> 8)
                }
            }
        }
    }
}

/// Gathers the words that the library hands over, up to a bound.
private final class WordCollector {
    var words: [RecognizedText.Word] = []
    private static let mostWords = 20_000

    static let take: ctess_take_word = { context, word, confidence, line, paragraph in
        guard let context else { return }
        let collector = Unmanaged<WordCollector>.fromOpaque(context).takeUnretainedValue()
        if collector.words.count == mostWords { return }
        let text = PictureText.trimmed(String(cString: word))
        if text.isEmpty { return }
        collector.words.append(
            RecognizedText.Word(
                text: text, confidence: confidence, beginsLine: line != 0, beginsParagraph: paragraph != 0))
    }
}
