import Crypto
import NearestCore

extension Space {
    /// A space whose fingerprint covers the given settings and nothing else.
    package init(
        model: String, dimensions: Int, modalities: [Modality], precision: Precision, settings: [String: String]
    ) {
        let lines = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
        self.init(
            model: model, dimensions: dimensions, modalities: modalities, precision: precision,
            settings: settings,
            fingerprint: ContentDigest(bytes: SHA256.hash(data: Array(lines.utf8))).hexadecimal)
    }
}
