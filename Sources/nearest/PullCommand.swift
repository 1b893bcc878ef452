import ArgumentParser
import Encoders
import NearestCore
import Remote

extension Models {
    /// `nearest models pull`: models from the Hugging Face hub.
    struct Pull: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch models from the Hugging Face hub.",
            discussion: """
                Only the files that nearest reads are fetched, and each is checked against the hash that the hub \
                announces. Ctrl-C or a lost connection keeps what has come; the same command goes on from there. \
                HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE and https_proxy are honoured.

                  nearest models pull sentence-transformers/all-mpnet-base-v2
                  nearest models pull openai/clip-vit-base-patch32 openai/whisper-base --json
                """)

        @Argument(help: ArgumentHelp("The models, as ORG/NAME.", valueName: "id"))
        var models: [String]

        @Option(help: ArgumentHelp("A branch, tag or commit (default: main, or what is here).", valueName: "rev"))
        var revision: String?

        @Flag(help: "Fetch anew what is here already.")
        var force = false

        @Flag(help: "Print a line of JSON a model.")
        var json = false

        func validate() throws {
            if let revision, revision.isEmpty { throw ValidationError("--revision takes a branch, tag or commit.") }
        }

        func run() throws {
            let interrupts = Interrupts()
            let hub = try HubSettings.standard()
            let models = try models.map { try HubModelID($0, on: hub) }
            var areUsable = true
            for model in models {
                let pulled = try pull(model, from: hub, cancellation: interrupts.cancellation)
                if pulled.problem != nil { areUsable = false }
            }
            if !areUsable { throw ExitStatus.failure }
        }

        private func pull(
            _ model: HubModelID, from hub: HubSettings, cancellation: Cancellation
        ) throws -> PulledModel {
            let reporter = PullReporter()
            let pull = ModelPull(hub: hub, library: try .standard(), report: reporter.report)
            do {
                let pulled = try pull.run(model, revision: revision, force: force, cancellation: cancellation)
                reporter.finish()
                try say(pulled)
                return pulled
            } catch {
                reporter.finish()
                if error is CancellationError, let folder = pull.resumeFolder(of: model) {
                    StandardStreams.say(
                        PlainText.visible(
                            "Interrupted. What has come is kept in \(folder); the same command goes on from there.")
                    )
                }
                throw error
            }
        }

        private func say(_ model: PulledModel) throws {
            if let problem = model.problem {
                StandardStreams.say("nearest: \(PlainText.oneLine("\(model.id): it cannot be used: \(problem)"))")
            }
            if json {
                StandardStreams.print(try JSON.line(model))
                return
            }
            let size = FolderSize.text(Int64(model.bytes))
            let text =
                switch model.state {
                case .fetched: "\(model.id): fetched, \(model.files) files, \(size), in \(model.path)"
                case .present: "\(model.id): already here, \(size), in \(model.path)"
                }
            StandardStreams.say(PlainText.visible(text))
        }
    }
}
