import ArgumentParser
import Catalog
import Foundation
import NearestCore

/// `nearest export`: the vectors of a model in a form that other programs read.
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write an index's vectors for other programs.",
        discussion: """
            npy: an array of 32-bit floats, and beside it OUT.ids.jsonl that says what each row is. tsv: a folder with \
            vectors.tsv and metadata.tsv for the Embedding Projector. jsonl: a line a vector, with path, location and \
            text. Rows stand by ascending segment; vectors have the lengths with which they were made.

              nearest export --model all-MiniLM-L6-v2 vectors.npy
              nearest export -C ~/papers --format tsv projector/
              nearest export --format jsonl vectors.jsonl
            """)

    @Argument(help: "The file to write, or for tsv the folder.")
    var out: String

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("The model, or the name of an import (default: the only one).", valueName: "id"))
    var model: String?

    @Option(help: ArgumentHelp("The modality (default: the only one).", valueName: "m"))
    var modality: Modality?

    @Option(help: "npy, tsv or jsonl (default: as the file's name says, else npy).")
    var format: ExportFormat?

    func run() throws {
        let interrupts = Interrupts()
        let selection = try StoreSelection(location: location.existing(), model: model, modality: modality)
        let index = try selection.index()
        let format = format ?? ExportFormat(ofFile: out)
        let writer = try format.writer(to: out, rows: index.count, dimensions: index.dimensions)
        let reporter = CountReporter()
        defer { reporter.finish() }
        var done = 0
        try index.forEachBlockByID(cancellation: interrupts.cancellation) { block in
            let records = try selection.catalog.segments(block.ids)
            let vectors = block.originals
            for (row, id) in block.ids.enumerated() {
                try writer.write(ExportedRow(segment: id, record: records[id], vector: vectors[row]))
            }
            done += block.ids.count
            reporter.report("exported \(done)/\(index.count) vectors")
        }
        try writer.finish()
        reporter.finish()
        StandardStreams.say(
            "\(done) vectors of \(index.dimensions) dimensions written to \(PlainText.visible(out)).")
    }
}
