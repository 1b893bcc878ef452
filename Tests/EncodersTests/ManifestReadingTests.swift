import Foundation
import NearestCore
import Testing

@testable import Encoders

/// Every mistake in a manifest names the file, the member and what is allowed.
@Suite("Reading manifests")
struct ManifestReadingTests {
    @Test(
        "names the mistake",
        arguments: [
            ("", "", "line 1 is not JSON"),
            ("{\n", "[\n", "not"),
            ("\"network\"", "\"netwrok\"", "unknown member \"netwrok\"; known are network, purpose"),
            ("\"network\"", "\"purpose\"", "has no network"),
            ("model.onnx", "../model.onnx", "network is \"../model.onnx\", where a file in the model's folder"),
            ("model.onnx", "/model.onnx", "where a file in the model's folder"),
            ("model.onnx", "model.bin", "a name that ends in .onnx, .tflite, .xml"),
            ("\"image\"", "\"text\"", "text has an unknown member \"input\""),
            ("\"image\"", "\"audio\": {}, \"image\"", "exactly one of text, image and audio, not 2"),
            ("\"image\"", "\"batch\": 0, \"image\"", "batch is 0, where 1 to 4096 is allowed"),
            ("\"image\"", "\"batch\": \"8\", \"image\"", "batch is not a whole number"),
            ("\"image\"", "\"image\": {}, \"image\"", "two members \"image\""),
            ("\"channels\"", "\"chanels\"", "image has an unknown member \"chanels\""),
            ("\"BGR\"", "\"bgr\"", "image.channels is \"bgr\", where one of RGB, BGR is allowed"),
            ("\"channels\": \"BGR\"", "\"type\": \"u16\"", "image.type is \"u16\", where one of f32, f16, u8"),
            ("\"channels\": \"BGR\"", "\"type\": \"u8\"", "image.preprocessing.mean has no use"),
            (
                "\"channels\": \"BGR\"", "\"quantisation\": {\"scale\": 1}",
                "image.quantisation is for whole numbers, and image.type is f32"
            ),
            ("\"resize\"", "\"rezise\"", "image.preprocessing has an unknown member \"rezise\""),
            ("\"mean\"", "\"resampling\": \"cubic\", \"mean\"", "where one of nearest, lanczos, bilinear"),
            ("\"height\": 8", "\"height\": 0", "image.preprocessing.resize.height is 0, where 1 to 4096"),
            ("\"height\": 8,", "", "image.preprocessing.resize has no height"),
            ("\"std\"", "\"rescale\": true, \"std\"", "image.preprocessing.rescale is not a number"),
            ("0.25,", "0,", "image.preprocessing.std[1] is 0.0"),
            ("0.25,", "", "image.preprocessing.std has 2 numbers, where 3 are needed"),
            ("\"dimensions\": 5", "\"dimension\": 5", "embedding has an unknown member \"dimension\""),
            ("\"dimensions\": 5,", "", "embedding has no dimensions"),
            ("spatial_mean", "first_token", "embedding.pooling is \"first_token\", which is for text"),
            ("spatial_mean", "none", "embedding.layout is for the pooling spatial_mean"),
            ("\"NCHW\"", "7", "embedding.layout is not a text"),
            ("\"are\": \"logits\"", "\"are\": \"sure\"", "one of logits, independent_logits, probabilities"),
            ("\"are\": \"logits\",", "", "scores has no are"),
            ("labels.txt", "names.txt", "lacks this file"),
        ])
    func mistakes(old: String, new: String, words: String) throws {
        let folder = try ManifestFixtures.copy("image")
        // On one line, so that members can be taken out whatever their indentation.
        try ManifestFixtures.change(folder) { text in
            let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                .replacing(" ]", with: "]").replacing("[ ", with: "[")
            return old.isEmpty ? "" : line.replacing(old == "{\n" ? "{" : old, with: new)
        }
        let error = #expect(throws: NearestError.self) {
            try ManifestModel(ModelFolder(id: "m", path: folder.path))
        }
        #expect(error?.code == .brokenModel)
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains(words), "\(message)")
        #expect(message.contains(words.contains("lacks") ? "names.txt" : "nearest.json"), "\(message)")
    }

    @Test(
        "names the mistake in what a network for sound hears",
        arguments: [
            ("{}", "exactly one of samples and log_mel"),
            (#"{"samples": {"length": 0}}"#, "samples.length is 0"),
            (#"{"samples": {"length": 9}, "type": "u8"}"#, "type is u8, where f32 or f16"),
            (#"{"log_mel": {"window": 400}}"#, "log_mel has no hop"),
            (#"{"samples": {"length": 99999999}}"#, "has windows of 99999999 samples"),
            (
                #"{"log_mel": {"window": 9, "hop": 65536, "bands": 9, "offset": 1, "frames": 99999}}"#,
                "where at most 16777216"
            ),
            (#"{"rate": 7, "samples": {"length": 9}}"#, "rate is 7"),
            (
                #"{"log_mel": {"window": 400, "hop": 160, "fft": 256, "bands": 64, "offset": 1, "frames": 96}}"#,
                "log_mel.fft is 256, where 400"
            ),
            (
                #"{"log_mel": {"window": 9, "hop": 9, "bands": 9, "highest": 9000, "offset": 1, "frames": 9}}"#,
                "log_mel.highest is 9000.0, where 1.0 to 8000.0"
            ),
            (
                #"{"log_mel": {"window": 9, "hop": 9, "bands": 9, "scale": "mel", "offset": 1, "frames": 9}}"#,
                "one of slaney, htk"
            ),
        ])
    func sound(json: String, words: String) {
        let error = #expect(throws: NearestError.self) { try MelPatchesTests.audio(json) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(
        "names what contradicts the network",
        arguments: [
            ("text", "input_ids", "ids", "has no input ids; its inputs are input_ids i64 [?, ?]"),
            ("text", "\"token_type_ids\"", "0", "describes one input of the network twice"),
            ("text", "\"types\": \"token_type_ids\",", "", "describes 2 inputs where the network has 3"),
            (
                "text", "\"maximum_tokens\"", "\"type\": \"i32\", \"maximum_tokens\"",
                "i32 where the input input_ids takes i64"
            ),
            ("text", "\"last_hidden_state\"", "3", "has no output number 3; its outputs are last_hidden_state"),
            ("text", "\"dimensions\": 6", "\"dimensions\": 5", "shape"),
            ("text", "masked_mean", "none", "shape"),
            (
                "image", "\"height\": 8", "\"height\": 9",
                "image makes [batch, 3, 9, 8] where the input pixels takes [?, 3, 8, 8]"
            ),
            ("image", "\"channels\"", "\"layout\": \"NHWC\", \"channels\"", "image makes [batch, 8, 8, 3]"),
            (
                "image", "\"channels\"", "\"type\": \"f16\", \"channels\"",
                "image.type is f16 where the input pixels takes f32"
            ),
            ("image", "\"NCHW\"", "\"NHWC\"", "shape"),
            ("image", "\"output\": \"logits\"", "\"output\": \"features\"", "45 scores"),
            ("channels-last", "\"output\": 0", "\"output\": 1", "has no output number 1"),
        ])
    func contradictions(name: String, old: String, new: String, words: String) throws {
        let folder = try ManifestFixtures.copy(name)
        try ManifestFixtures.change(folder) { $0.replacing(old, with: new) }
        let error = #expect(throws: NearestError.self) {
            let encoder = try ManifestFixtures.encoder(name, at: folder.path)
            let picture = ManifestFixtures.picture(side: 8, seed: 0)
            let input = name == "text" ? EncoderInput.text("a whale") : .image(picture)
            _ = try ManifestFixtures.encode(encoder, [input])
            _ = try (encoder as? any Classifier)?.labels(of: [input], count: 1, cancellation: Cancellation())
        }
        #expect(error?.code == .brokenModel)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("refuses networks that are missing, cut short, or take weights from elsewhere")
    func brokenNetworks() throws {
        func words(_ name: String, _ change: (TemporaryFolder) throws -> Void) throws -> String {
            let folder = try ManifestFixtures.copy(name)
            try change(folder)
            let error = #expect(throws: NearestError.self) {
                let encoder = try ManifestFixtures.encoder(name, at: folder.path)
                _ = try ManifestFixtures.encode(encoder, [.image(ManifestFixtures.picture(side: 8, seed: 0))])
            }
            return error?.description ?? ""
        }
        let whole = try Fixtures.data("manifest/image/model.onnx")
        func remove(_ name: String) -> (TemporaryFolder) throws -> Void {
            { try FileManager.default.removeItem(atPath: "\($0.path)/\(name)") }
        }
        #expect(try words("image", remove("weights.data")).contains("weights.data"))
        #expect(try words("image", remove("model.onnx")).contains("model.onnx"))
        #expect(try words("ir", remove("network.bin")).contains("network.bin"))
        #expect(try words("image") { try $0.write(Data(), to: "model.onnx") }.contains("model.onnx: it is empty"))
        #expect(try words("image") { try $0.write(whole.dropLast(9), to: "model.onnx") }.contains("cut short"))
        #expect(
            try words("image") { try $0.write(Data(count: 99), to: "weights.data") }.contains("OpenVINO refused"))
        // The same length keeps the file whole.
        let text = String(decoding: whole, as: Unicode.ASCII.self)
        #expect(text.contains("weights.data"))
        let away = Data(whole.map { $0 }).replacing(Data("weights.data".utf8), with: Data("../ights.dat".utf8))
        #expect(try words("image") { try $0.write(away, to: "model.onnx") }.contains("outside of its folder"))
        #expect(try words("ir") { try $0.write("<net", to: "network.xml") }.contains("OpenVINO refused"))
    }

    @Test(
        "reads every form of a list of labels",
        arguments: [
            ("cat\ndog\n", ["cat", "dog"]), ("cat\r\ndog\r\n\r\n", ["cat", "dog"]),
            ("0 tench, Tinca\n1 hen\n", ["tench, Tinca", "hen"]), ("0: tench\n1: hen", ["tench", "hen"]),
            ("1 one\n2 two", ["1 one", "2 two"]), ("  cat \n", ["cat"]), ("3D glasses\n", ["3D glasses"]),
            (
                "index,mid,display_name\n0,/m/1,Speech\n1,/m/2,\"Child \"\"kid\"\", speech\"\n",
                ["Speech", "Child \"kid\", speech"]
            ),
        ])
    func labels(text: String, names: [String]) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "labels")
        #expect(try LabelsFile.read(folder.path + "/labels") == names)
    }

    @Test("refuses lists with holes", arguments: ["", "\n\n", "a\n\nb", "index,mid,display_name\n1,/m/1,Speech"])
    func holes(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "labels")
        let error = #expect(throws: NearestError.self) { try LabelsFile.read(folder.path + "/labels") }
        #expect(error?.subject == folder.path + "/labels")
    }
}

extension Data {
    fileprivate func replacing(_ old: Data, with new: Data) -> Data {
        var copy = self
        while let range = copy.range(of: old) { copy.replaceSubrange(range, with: new) }
        return copy
    }
}
