import Testing

@testable import Remote

@Suite("Which files of a repository are fetched")
struct FileChoiceTests {
    private static let common = ["config.json", "README.md", ".gitattributes", "tokenizer.json", "onnx/model.onnx"]

    private func chosen(_ files: [String], named: [String] = [], shards: [String] = []) -> [String] {
        FileChoice(Self.common + files).chosen(named: named, shards: shards)
    }

    @Test("weights in the first format that is read here")
    func weights() {
        let base = ["config.json", "tokenizer.json"]
        #expect(
            chosen(["model.safetensors", "pytorch_model.bin", "flax_model.msgpack"])
                == ["config.json", "model.safetensors", "tokenizer.json"])
        #expect(
            chosen(["pytorch_model.bin", "tf_model.h5"])
                == ["config.json", "pytorch_model.bin", "tokenizer.json"])
        #expect(chosen(["resnet50-0676ba61.pth"]) == ["config.json", "resnet50-0676ba61.pth", "tokenizer.json"])
        #expect(chosen(["a.pth", "b.pth"]) == base)
    }

    @Test("a sentence-transformers model's steps")
    func modules() {
        let files = [
            "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json",
            "1_Pooling/config.json",
            "2_Dense/config.json", "2_Dense/model.safetensors", "2_Normalize/README.md", "model.safetensors",
            "x_Pooling/config.json", "1_Pooling/deeper/config.json",
        ]
        #expect(
            chosen(files) == [
                "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "config.json",
                "config_sentence_transformers.json", "model.safetensors", "modules.json",
                "sentence_bert_config.json", "tokenizer.json",
            ])
    }

    @Test("with a manifest, what it names and what is loaded along, instead of the usual weights")
    func manifest() {
        let files = ["nearest.json", "ir/net.xml", "ir/net.bin", "model.safetensors", "names.txt"]
        #expect(
            chosen(files, named: ["ir/net.xml", "names.txt", "mean", "/etc/passwd"]) == [
                "config.json", "ir/net.bin", "ir/net.xml", "names.txt", "nearest.json", "tokenizer.json",
            ])
        let external = chosen(["nearest.json", "onnx/model.onnx_data"], named: ["onnx/model.onnx"])
        #expect(external.contains("onnx/model.onnx_data"))
    }

    @Test("of vocabularies and settings, what is read here alone")
    func vocabularies() {
        let read = ["added_tokens.json", "merges.txt", "tokenizer_config.json", "vocab.json", "vocab.txt"]
        let others = [
            "bpe.codes", "normalizer.json", "sentence_roberta_config.json", "sentencepiece.bpe.model",
            "special_tokens_map.json", "spiece.model", "tokenizer.model",
        ]
        #expect(chosen(read + others) == (["config.json", "tokenizer.json"] + read).sorted())
    }

    @Test("no path that leads elsewhere")
    func unsafe() {
        let files = ["../config.json", "/modules.json", "a/../1_Pooling/config.json", "1_Pooling/../config.json"]
        #expect(chosen(files, named: files) == ["config.json", "tokenizer.json"])
    }
}
