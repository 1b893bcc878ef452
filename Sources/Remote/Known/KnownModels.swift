import NearestCore

/// The models that are known to work: what the field's introductions teach, and those of the same architectures.
package enum KnownModels {
    package static let all: [KnownModel] = texts + pictures + shared + sounds + films + services

    package static func model(_ id: String) -> KnownModel? {
        all.first { $0.id == id }
    }

    private static let texts = [
        text("sentence-transformers/all-MiniLM-L6-v2", "bert", 384, "English text, small and quick", 91),
        text("sentence-transformers/all-mpnet-base-v2", "mpnet", 768, "English text, more exact", 438),
        text("sentence-transformers/all-distilroberta-v1", "roberta", 768, "English text", 329),
        text(
            "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", "bert", 384,
            "text in fifty languages", 471),
        text("intfloat/multilingual-e5-small", "bert", 384, "text in a hundred languages", 471),
        text("intfloat/multilingual-e5-base", "xlm-roberta", 768, "text in a hundred languages, more exact", 1_110),
        text("sentence-transformers/multi-qa-distilbert-cos-v1", "distilbert", 768, "English text, questions", 266),
        text("intfloat/e5-base-v2", "bert", 768, "English text, query to passage", 438),
        text("BAAI/bge-small-en-v1.5", "bert", 384, "English text, query to passage", 133),
    ]

    private static let pictures = [
        picture("microsoft/resnet-50", "resnet", 2048, "pictures that look alike, with labels", 102),
        picture(
            "resnet50-11ad3fa6.pth", "resnet", 2048, "pictures that look alike, with labels; torchvision's", 102),
        picture("google/vit-base-patch16-224", "vit", 768, "pictures that look alike, with labels", 346),
        picture("facebook/dinov2-small", "dinov2", 384, "pictures that look alike, small", 88),
        picture("facebook/dinov2-base", "dinov2", 768, "pictures that look alike", 346),
    ]

    private static let shared = [
        both("openai/clip-vit-base-patch32", "clip", 512, "pictures by their description", 605),
        both("openai/clip-vit-large-patch14", "clip", 768, "pictures by their description, more exact", 1_710),
        both("google/siglip-base-patch16-224", "siglip", 768, "pictures by their description", 813),
    ]

    private static let sounds = [
        sound("openai/whisper-tiny", 384, "sounds, and what is said in them; small", 151),
        sound("openai/whisper-base", 512, "sounds, and what is said in them", 290),
        sound("openai/whisper-small", 768, "sounds, and what is said in them; more exact", 967),
        sound("openai/whisper-medium", 1024, "sounds, and what is said in them; slow", 3_060),
        sound("openai/whisper-large-v2", 1280, "sounds, and what is said in them; very slow", 6_170),
    ]

    private static let films = [
        KnownModel(
            id: "deepmind/multimodal-perceiver", kind: "perceiver", dimensions: 512, modalities: [.video],
            purpose: "what is done in a film, with labels", downloadBytes: nil)
    ]

    private static let services = [
        text("api:text-embedding-3-small", "api", 1536, "text in many languages, at OpenAI", nil),
        text("api:text-embedding-3-large", "api", 3072, "text in many languages, at OpenAI; more exact", nil),
    ]

    private static func text(
        _ id: String, _ kind: String, _ dimensions: Int, _ purpose: String, _ megabytes: Int?
    ) -> KnownModel {
        KnownModel(
            id: id, kind: kind, dimensions: dimensions, modalities: [.text], purpose: purpose,
            downloadBytes: megabytes.map { $0 * 1_000_000 })
    }

    private static func picture(
        _ id: String, _ kind: String, _ dimensions: Int, _ purpose: String, _ megabytes: Int
    ) -> KnownModel {
        KnownModel(
            id: id, kind: kind, dimensions: dimensions, modalities: [.image], purpose: purpose,
            downloadBytes: megabytes * 1_000_000)
    }

    private static func both(
        _ id: String, _ kind: String, _ dimensions: Int, _ purpose: String, _ megabytes: Int
    ) -> KnownModel {
        KnownModel(
            id: id, kind: kind, dimensions: dimensions, modalities: [.text, .image], purpose: purpose,
            downloadBytes: megabytes * 1_000_000)
    }

    private static func sound(
        _ id: String, _ dimensions: Int, _ purpose: String, _ megabytes: Int
    ) -> KnownModel {
        KnownModel(
            id: id, kind: "whisper", dimensions: dimensions, modalities: [.audio], purpose: purpose,
            downloadBytes: megabytes * 1_000_000)
    }
}
