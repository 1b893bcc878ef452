import ArgumentParser
import Encoders
import Foundation
import NearestCore

/// `nearest models`: the models on this machine.
struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the models on this machine, or show one.",
        discussion: """
              nearest models
              nearest models show sentence-transformers/all-MiniLM-L6-v2
            """,
        subcommands: [List.self, Show.self],
        defaultSubcommand: List.self)
}

extension Models {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the models on the disk: what each is for, its dimensions and size.",
            discussion: "  nearest models list --json")

        @Flag(help: "Print the list as JSON.")
        var json = false

        func run() throws {
            let library = try ModelLibrary.standard()
            let models = library.list()
            if json {
                StandardStreams.print(try JSON.document(models))
            } else if models.isEmpty {
                StandardStreams.say(
                    "No models in \(library.modelsFolder) or \(library.hubFolder); `scripts/bootstrap` brings one.")
            } else {
                for model in models { StandardStreams.print(Self.line(model)) }
            }
        }

        private static func line(_ model: ModelSummary) -> String {
            let dimensions = model.dimensions.map { "\($0) dimensions" } ?? model.kind
            let size = FolderSize.text(Int64(model.bytes))
            let line = "\(model.id)  \(model.purpose), \(dimensions), \(size)"
            return PlainText.visible(model.problem.map { line + "  (\($0))" } ?? line)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a model's space: all that moves its vectors, and the fingerprint.",
            discussion: "  nearest models show all-MiniLM-L6-v2")

        @Argument(help: ArgumentHelp("The model, by id or folder.", valueName: "id"))
        var model: String

        @OptionGroup var encoding: EncoderArguments

        @Flag(help: "Print it as JSON.")
        var json = false

        func run() throws {
            let space = try EncoderLibrary.standard().space(model: model, options: encoding.options)
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
    }
}
