import ArgumentParser
import Catalog
import Encoders
import Extraction
import Foundation
import Inference
import NearestCore
import VectorIndex

/// `nearest doctor`: whether everything that the program needs is here and works.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what nearest needs: libraries, programs, models, the index.",
        discussion: """
            Exit code 0 when all is well, 2 when something that searching needs is missing.

              nearest doctor
              nearest doctor -C ~/papers --json
            """)

    @OptionGroup var location: LocationOptions

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func run() throws {
        let checks = [inference, model, vectors, sandbox, poppler, words, terminal, index].map { $0() }
        if json {
            StandardStreams.print(try JSON.document(checks))
        } else {
            for check in checks { StandardStreams.print(check.text) }
        }
        if checks.contains(where: { $0.state == .broken }) { throw ExitStatus.failure }
    }

    private func inference() -> Check {
        Check("inference") {
            let bf16 = Processor.hasBrainFloat16 ? "bf16 in hardware" : "f32 only"
            return "OpenVINO \(try OpenVINO.version()), \(bf16)"
        }
    }

    private func model() -> Check {
        Check("model") {
            let encoder = try EncoderLibrary.standard().load(model: ModelLibrary.defaultModel)
            let vectors = try encoder.encode(
                [.text("A whale swims."), .text("A large sea mammal is in the water."), .text("Tax law.")],
                purpose: .document, cancellation: Cancellation())
            func cosine(_ left: Int, _ right: Int) -> Float {
                zip(vectors[left], vectors[right]).reduce(0) { $0 + $1.0 * $1.1 }
            }
            guard cosine(0, 1) > cosine(0, 2) + 0.2 else {
                throw NearestError(.inference, encoder.space.model, "its vectors make no sense on this machine")
            }
            return "\(encoder.space.model) works, \(encoder.space.dimensions) dimensions, "
                + encoder.space.precision.rawValue
        }
    }

    private func vectors() -> Check {
        Check("vectors") { "\(VectorKernels.fastest.name) kernels" }
    }

    private func sandbox() -> Check {
        Check("sandbox", isNeeded: false) {
            let finding = try SandboxTrial.run()
            let confinement = finding.confinement.description
            guard finding.escapes.isEmpty else {
                throw NearestError(
                    .system, confinement,
                    "a process that reads files could " + finding.escapes.joined(separator: ", and "),
                    remedy: "A kernel with Landlock and seccomp (Linux 6.12 has all of both) keeps it from that.")
            }
            return confinement + ": files are read by processes that can do nothing else"
        }
    }

    private func poppler() -> Check {
        Check("pdf", isNeeded: false) {
            let missing = ["pdftotext", "pdfinfo", "pdftoppm", "pdftocairo", "pdfimages"].filter {
                Programs.find($0) == nil
            }
            guard missing.isEmpty else {
                throw NearestError(
                    .system, missing.joined(separator: ", "), "not found: PDF files will be listed as problems",
                    remedy: "Install poppler-utils.")
            }
            return "poppler's programs are here"
        }
    }

    private func words() -> Check {
        Check("ocr", isNeeded: false) {
            switch TextRecognizer.shared.absence {
            case nil: return "tesseract reads the words of pictures: \(TextRecognizer.languages)"
            case .noLibrary:
                throw NearestError(
                    .system, "tesseract", "not found: the words of pictures and scans are not read",
                    remedy: "Install libtesseract5 and tesseract-ocr-eng.")
            case .noLanguage(let languages):
                throw NearestError(
                    .system, "tesseract", "has no data for \(languages), so the words of pictures are not read",
                    remedy: "Install tesseract-ocr-eng, or name installed languages in NEAREST_OCR_LANGUAGES.")
            }
        }
    }

    private func terminal() -> Check {
        Check("terminal", isNeeded: false) {
            let environment = ProcessInfo.processInfo.environment
            // Where no variable names a locale, the explorer takes the terminal to speak UTF-8.
            let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
            let locale = names.first { !$0.isEmpty } ?? "C.UTF-8"
            guard locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8") else {
                throw NearestError(
                    .system, locale, "the locale is not UTF-8, so the explorer draws in ASCII",
                    remedy: "Set LANG=C.UTF-8, for example.")
            }
            return "\(environment["TERM"] ?? "no TERM"), \(locale)"
        }
    }

    private func index() -> Check {
        Check("index") {
            do {
                let location = try location.existing()
                let status = try Catalog(readingFrom: location.folder).status()
                for store in status.stores where !store.space.isImported {
                    _ = try EncoderSelection.encoder(for: store.space)
                }
                return
                    "\(location.folder): \(Summary.counted(status.items, "item")), \(Summary.holdings(of: status))"
            } catch let error as NearestError where error.code == .noIndex {
                return "none here"
            }
        }
    }
}

extension Doctor {
    /// One finding.
    struct Check: Encodable {
        enum State: String, Encodable {
            case good
            /// Works with less.
            case limited
            /// Searching does not work.
            case broken
        }

        var name: String
        var state: State
        var finding: String

        init(_ name: String, isNeeded: Bool = true, _ find: () throws -> String) {
            self.name = name
            do {
                finding = PlainText.oneLine(try find())
                state = .good
            } catch {
                finding = PlainText.oneLine("\(error)")
                state = isNeeded ? .broken : .limited
            }
        }

        var text: String {
            let mark =
                switch state {
                case .good: "ok     "
                case .limited: "limited"
                case .broken: "BROKEN "
                }
            return "\(mark)  \(name.padding(toLength: 10, withPad: " ", startingAt: 0)) \(finding)"
        }
    }
}
