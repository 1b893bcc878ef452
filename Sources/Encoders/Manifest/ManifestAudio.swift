import Inference
import NearestCore
import Tokenizers

/// What a network for sound hears: a recording becomes windows, each of which is one input, and their outputs
/// are averaged.
///
/// The first window begins with the recording, and each next one a hop later, until one holds the recording's
/// end; what a window lacks is silence.
struct ManifestAudio: Sendable {
    let port: PortReference
    let type: NumberType
    /// Samples a second.
    let rate: Int
    let features: Features
    /// Samples of one window.
    let length: Int
    /// Samples between the beginnings of two windows.
    let hop: Int

    enum Features: Sendable {
        /// The samples themselves, −1…1.
        case samples
        case logMel(MelPatches)
    }

    init(_ node: ConfigurationNode) throws {
        let object = try ManifestObject(node, members: ["input", "type", "rate", "samples", "log_mel"])
        port = try object.port("input") ?? .position(0)
        type = try object.choice("type", of: NumberType.self) ?? .f32
        guard !type.isWhole else {
            throw try node.required("type").broken("is \(type.rawValue), where f32 or f16 is allowed for sound")
        }
        rate = try object.whole("rate", in: 1000...384_000) ?? 16_000
        switch (node.child("samples"), node.child("log_mel")) {
        case (let samples?, nil):
            let window = try ManifestObject(samples, members: ["length", "hop"])
            length = try window.requiredWhole("length", in: 1...100_000_000)
            hop = try window.whole("hop", in: 1...100_000_000) ?? length
            features = .samples
        case (nil, let mel?):
            let patches = MelPatches(try MelPatches.Settings(mel, rate: rate))
            length = patches.settings.sampleCount
            hop = patches.settings.patchHop * patches.settings.hop
            features = .logMel(patches)
        default: throw node.broken("must have exactly one of samples and log_mel")
        }
        guard length <= Self.longestWindow else {
            throw node.broken("has windows of \(length) samples, where at most \(Self.longestWindow) are allowed")
        }
    }

    /// A quarter of an hour at 16 kHz; more is no window, and would fill the memory.
    private static let longestWindow = 1 << 24

    /// How many windows of a batch fit into 256 MB as samples, and as they go in; at least one.
    var windowsAtOnce: Int {
        max(1, (1 << 26) / max(length, shape.reduce(1, *)))
    }

    /// A window's sizes as they go in, without the batch.
    var shape: [Int] {
        switch features {
        case .samples: [length]
        case .logMel(let patches): patches.settings.shape
        }
    }

    /// A window as it goes in.
    ///
    /// - Parameter samples: `length` of them.
    func values(of samples: [Float]) -> [Float] {
        switch features {
        case .samples: samples
        case .logMel(let patches): patches.patch(of: samples)
        }
    }
}
