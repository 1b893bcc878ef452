import ArgumentParser
import Encoders
import Foundation
import NearestCore
import Remote

/// `nearest models`: the models on this machine, and those that could be.
struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List models, show one, or fetch one from the Hugging Face hub.",
        discussion: """
              nearest models
              nearest models pull openai/clip-vit-base-patch32
              nearest models show sentence-transformers/all-MiniLM-L6-v2

            A network with a nearest.json is a model too; `nearest models show --help` says what goes into that file.
            """,
        subcommands: [List.self, Show.self, Pull.self],
        defaultSubcommand: List.self)
}

extension Models {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the models that are here or known: dimensions, size, and what each is for.",
            discussion: "  nearest models list --json")

        @Flag(help: "Print the list as JSON.")
        var json = false

        func run() throws {
            let library = try ModelLibrary.standard()
            let models = ModelListing.all(in: library)
            StandardStreams.print(
                json
                    ? try JSON.document(models)
                    : ModelTable(models: models, folders: [library.modelsFolder, library.hubFolder]).text)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a model's space: all that moves its vectors, and the fingerprint.",
            discussion: """
                  nearest models show all-MiniLM-L6-v2

                A model api:NAME is asked over the network for one vector where nothing else says how many dimensions \
                it has.

                A folder with an ONNX, TensorFlow Lite or OpenVINO network is a model too, once it holds a nearest.json \
                that says what goes in and what comes out:

                  {"network": "mobilenet.tflite",
                   "image": {"layout": "NHWC", "type": "u8", "preprocessing":
                             {"resize": {"height": 224, "width": 224}}},
                   "embedding": {"output": 0, "dimensions": 1024,
                                 "pooling": "spatial_mean", "layout": "NHWC",
                                 "quantisation": {"scale": 0.0235}}}

                  network    a .onnx (its external data beside it), a .tflite, or a
                             .xml (with its .bin); also purpose, batch
                  text       ids, mask, types (inputs by name or position), type (i64),
                             maximum_tokens, padding (0), tokenizer (tokenizer.json)
                  image      input (0), layout NCHW or NHWC, type (f32), channels RGB
                             or BGR, quantisation, preprocessing: either
                             "preprocessor_config.json" or {resize, crop, resampling,
                             rescale (1/255), mean, std}; resize is {height, width}
                             or {shortest_edge}; whole numbers without quantisation
                             are the pixels as they are
                  audio      input (0), type (f32), rate (16000), samples {length, hop}
                             or log_mel {window, hop, fft, bands, lowest, highest,
                             scale htk or slaney, spectrum magnitude or power, offset,
                             frames, patch_hop, axes}; windows are averaged
                  embedding  output (0), dimensions, pooling none, mean, masked_mean,
                             first_token or spatial_mean, layout, normalise,
                             quantisation {scale, zero_point}; without it, scores are
                             the embedding
                  scores     output (0), are logits, independent_logits or
                             probabilities, labels (a file: a class a line, "index
                             name", or index,mid,display_name), quantisation

                A type is f32, f16, u8, i8, i32 or i64. torchvision's ResNets need nothing beside them: name the file.

                  nearest embed --model resnet50-11ad3fa6.pth --labels 5 cat.jpg
                """)

        @Argument(help: ArgumentHelp("The model, by id, folder or api:NAME.", valueName: "id"))
        var model: String

        @OptionGroup var encoding: EncoderArguments

        @Flag(help: "Print it as JSON.")
        var json = false

        func run() throws {
            guard let space = try space() else { return }
            if json {
                StandardStreams.print(try JSON.document(space))
                return
            }
            StandardStreams.print(Self.table(of: space))
        }

        /// A name and a value a line, the values in one column.
        private static func table(of space: Space) -> String {
            var rows = [
                ("model", space.model), ("encodes", space.modalities.map(\.rawValue).joined(separator: ", ")),
                ("dimensions", String(space.dimensions)),
            ]
            rows += space.settings.sorted { $0.key < $1.key }.filter { $0.key != "dimensions" }
                .map { ($0.key, $0.value) }
            rows.append(("fingerprint", space.fingerprint))
            let width = (rows.map(\.0.count).max() ?? 0) + 2
            return rows.map { name, value in
                PlainText.visible(name.padding(toLength: width, withPad: " ", startingAt: 0) + value)
            }.joined(separator: "\n")
        }

        /// The model's space. Of one that is known and not here, says what it is instead, and how to get it.
        private func space() throws -> Space? {
            do {
                return try EncoderSource.space(
                    model: model, options: encoding.options, waiting: StandardStreams.sayWaiting)
            } catch let error as NearestError where error.code == .unknownModel {
                guard let known = KnownModels.model(model) else { throw error }
                try show(ModelListing(known))
                return nil
            }
        }

        private func show(_ known: ModelListing) throws {
            if json {
                StandardStreams.print(try JSON.document(known))
                return
            }
            let size = known.downloadBytes.map { ", about \(FolderSize.text(Int64($0)))" } ?? ""
            StandardStreams.print(
                """
                model        \(known.id)
                encodes      \(known.modalities.map(\.rawValue).joined(separator: ", "))
                dimensions   \(known.dimensions.map(String.init) ?? "unknown")
                purpose      \(known.purpose)
                on disk      no; \(known.howToGet)\(size)
                """)
        }
    }
}
