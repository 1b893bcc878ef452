import Foundation
import NearestCore
import Testing

@testable import Tokenizers

@Suite struct BrokenFileTests {
    private static let model =
        #""model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[UNK]":0,"a":1}}"#

    /// A tokenizer's JSON, and what its error must say.
    private static let broken: [(json: String, says: String)] = [
        ("", "it ends too early"),
        ("not json", "line 1"),
        ("{\n\"model\": {\n", "line 3"),
        ("[1, 2]", "not a JSON object"),
        ("{}", "no model"),
        (#"{"model":{"type":"WordPiece","unk_token":"[UNK]"}}"#, "vocab"),
        (#"{"model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{}}}"#, "is empty"),
        (#"{"model":{"type":"WordPiece","unk_token":"[UNK]","vocab":["a"]}}"#, "not an object"),
        (#"{"model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"a":0}}}"#, "unknown token [UNK]"),
        (#"{"model":{"type":"WordPiece","vocab":{"[UNK]":-1}}}"#, "out of range"),
        (#"{"model":{"type":"WordPiece","vocab":{"[UNK]":2147483648}}}"#, "out of range"),
        (#"{"model":{"type":"WordPiece","vocab":{"[UNK]":1.5}}}"#, "out of range"),
        (#"{"model":{"type":"WordPiece","vocab":{"[UNK]":"0"}}}"#, "out of range"),
        (#"{"model":{"type":"WordPiece","vocab":{"[UNK]":0},"max_input_chars_per_word":-1}}"#, "negative"),
        (#"{"model":{"type":"WordLevel","vocab":{"a":0}}}"#, "kind WordLevel"),
        (#"{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}}"#, "merges[0]"),
        (#"{"model":{"type":"BPE","vocab":{"a":0,"aa":1},"merges":["a a a"]}}"#, "pair"),
        (#"{"model":{"vocab":{"a":0,"aa":1},"merges":[["a"]]}}"#, "pair"),
        (#"{"model":{"type":"BPE","vocab":{"a":0}}}"#, "merges"),
        (#"{"model":{"vocab":[["a",0.0]]}}"#, "unk_id"),
        (#"{"model":{"vocab":[["a",0.0]],"unk_id":1}}"#, "unk_id"),
        (#"{"model":{"vocab":[["a","0"]],"unk_id":0}}"#, "not a number"),
        (#"{"model":{"vocab":[["a"]],"unk_id":0}}"#, "score"),
        (#"{\#(model),"normalizer":{"type":"Precompiled"}}"#, "precompiled_charsmap"),
        (#"{\#(model),"normalizer":{"type":"Precompiled","precompiled_charsmap":"AAAA-"}}"#, "table"),
        (#"{\#(model),"normalizer":{"type":"Precompiled","precompiled_charsmap":"/////w=="}}"#, "table"),
        (#"{\#(model),"decoder":{"type":"Sequence","decoders":[{"type":"CTC"}]}}"#, "decoder.decoders[0]"),
        (#"{\#(model),"decoder":{"type":"Strip","content":"ab","start":1,"stop":0}}"#, "one character"),
        (#"{\#(model),"pre_tokenizer":{"type":"Metaspace","replacement":"__"}}"#, "one character"),
        (#"{\#(model),"pre_tokenizer":{"type":"Metaspace","prepend_scheme":"last"}}"#, "last"),
        (#"{\#(model),"pre_tokenizer":{"type":"Metaspace","split":1}}"#, "neither"),
        (#"{\#(model),"normalizer":{"type":"Sequence","normalizers":[{"type":"X"}]}}"#, "normalizers[0]"),
        (#"{\#(model),"normalizer":{"lowercase":true}}"#, "type"),
        (#"{\#(model),"normalizer":{"type":"BertNormalizer","lowercase":"yes"}}"#, "neither true nor false"),
        (
            #"{\#(model),"normalizer":{"type":"Replace","pattern":{"Regex":"(?<=a)b"},"content":"b"}}"#,
            "kind of group"
        ),
        (#"{\#(model),"pre_tokenizer":{"type":"UnicodeScripts"}}"#, "kind UnicodeScripts"),
        (#"{\#(model),"pre_tokenizer":{"type":"Split","pattern":{"String":"a"},"behavior":"Eaten"}}"#, "Eaten"),
        (#"{\#(model),"pre_tokenizer":[]}"#, "type"),
        (#"{\#(model),"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"B"}}]}}"#, "only"),
        (
            #"{\#(model),"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[X]"}}]}}"#,
            "[X]"
        ),
        (#"{\#(model),"post_processor":{"type":"BertProcessing","sep":["[SEP]"],"cls":["[CLS]",1]}}"#, "sep"),
        (#"{\#(model),"post_processor":{"type":"BertProcessing","sep":["[SEP]",-5],"cls":["[CLS]",1]}}"#, "range"),
        (#"{\#(model),"added_tokens":[{"id":99999999999,"content":"x"}]}"#, "out of range"),
        (#"{\#(model),"added_tokens":[{"id":5}]}"#, "content"),
        (#"{\#(model),"truncation":{"direction":"Up"}}"#, "Up"),
        ("{\"a\":\"\u{1}\"}", "control character"),
        (#"{"a":"\ud800"}"#, "surrogate"),
        (#"{"a":"\u12"}"#, "hexadecimal"),
        (#"{"a":"\x"}"#, "escape"),
        (#"{"a":1} {"#, "after the end"),
        (#"{"a":--1}"#, "character"), (#"{"a":01}"#, "zero"), (#"{"a":1.}"#, "point"), (#"{"a":1e}"#, "exponent"),
        (String(repeating: "[", count: 100_000), "nested"),
    ]

    @Test func errorsNameTheFileTheProblemAndARemedy() throws {
        let folder = try TemporaryFolder()
        for (json, says) in Self.broken {
            let path = try folder.write(json.utf8, to: "tokenizer.json")
            let error = #expect(throws: NearestError.self) { try Tokenizer(contentsOf: path) }
            #expect(error?.code == .brokenModel && error?.subject == path && error?.remedy != nil, "\(json)")
            #expect(error?.problem.contains(says) == true, "\(error?.problem ?? "none") for \(json.prefix(200))")
        }
    }

    @Test func theSmallestTokenizerWorks() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("\u{FEFF}{\(Self.model)}".utf8, to: "tokenizer.json")
        #expect(try Tokenizer(contentsOf: path).encode("a", maximumLength: nil).ids == [1])
        #expect(try Tokenizer(contentsOf: folder.path).encode("b a", maximumLength: nil).ids == [0])
        #expect(try Tokenizer(contentsOf: path).encode("", maximumLength: nil).ids == [])
    }

    @Test func filesThatAreNotThereOrNotText() throws {
        let folder = try TemporaryFolder()
        let notText = try folder.write([0x7B, 0xFF, 0x7D], to: "bytes.json")
        for path in [folder.path("none.json"), folder.path, notText, "/dev/zero"] {
            let error = #expect(throws: NearestError.self) { try Tokenizer(contentsOf: path) }
            #expect(error?.code == .brokenModel && error?.subject == path && error?.remedy != nil)
        }
    }

    @Test func olderFilesThatAreIncomplete() throws {
        let folder = try TemporaryFolder()
        for (vocabulary, says) in [
            ("", "empty"), ("[PAD]\na\n", "[UNK]"), ("[UNK]\n[SEP]\n[PAD]\n[CLS]\n", "[MASK]"),
        ] {
            _ = try folder.write(vocabulary.utf8, to: "vocab.txt")
            let error = #expect(throws: NearestError.self) { try Tokenizer(contentsOf: folder.path) }
            #expect(error?.code == .brokenModel && error?.subject == folder.path("vocab.txt"))
            #expect(error?.problem.contains(says) == true)
        }
        _ = try folder.write("[UNK]\n[SEP]\n[PAD]\n[CLS]\n[MASK]\r\nA\na".utf8, to: "vocab.txt")
        #expect(try Tokenizer(contentsOf: folder.path).encode("A", maximumLength: nil).ids == [3, 6, 1])
        _ = try folder.write(#"{"do_lower_case": false}"#.utf8, to: "tokenizer_config.json")
        #expect(try Tokenizer(contentsOf: folder.path).encode("A", maximumLength: nil).ids == [3, 5, 1])
        _ = try folder.write(#"{"do_lower_case": 3}"#.utf8, to: "tokenizer_config.json")
        let error = #expect(throws: NearestError.self) { try Tokenizer(contentsOf: folder.path) }
        #expect(error?.subject == folder.path("tokenizer_config.json"))
    }
}
