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
            discussion: "  nearest models show all-MiniLM-L6-v2")

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
            var lines = [
                "model        \(space.model)",
                "encodes      \(space.modalities.map(\.rawValue).joined(separator: ", "))",
                "dimensions   \(space.dimensions)",
            ]
            for (name, value) in space.settings.sorted(by: { $0.key < $1.key }) where name != "dimensions" {
                lines.append(name.padding(toLength: max(13, name.count + 1), withPad: " ", startingAt: 0) + value)
            }
            lines.append("fingerprint  \(space.fingerprint)")
            StandardStreams.print(lines.map(PlainText.visible).joined(separator: "\n"))
        }

        /// The model's space. Of one that is known and not here, says what it is instead, and how to get it.
        private func space() throws -> Space? {
            do {
                return try EncoderSource.space(model: model, options: encoding.options)
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
                on disk      no; `\(known.get ?? "")` fetches it\(size)
                """)
        }
    }
}
