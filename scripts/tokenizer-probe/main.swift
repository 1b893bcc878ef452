// Runs the tokenizer, or one of its stages, over lines, for comparison with the reference.
//
//     probe encode TOKENIZER LINES.json            ids and offsets of each line: id:start:end …
//     probe decode TOKENIZER IDS.json              the text of each list of ids, as hexadecimal scalars
//     probe decode-whole TOKENIZER IDS.json        the same, special tokens included
//     probe normalizer STAGE.json LINES.json       each line normalized: scalar:start:end … in hexadecimal
//     probe pre-tokenizer STAGE.json LINES.json    the words of each line: start:end …
//     probe time TOKENIZER LINES.json ROUNDS       seconds of the fastest round, and how many tokens
import Glibc

func lines(_ path: String) throws -> [String] {
    try ConfigurationNode(contentsOf: path).elements().map { try $0.string() }
}

func seconds(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let elapsed = clock.measure(body).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
}

func run(_ arguments: [String]) throws {
    guard arguments.count >= 4 else { throw CancellationError() }
    if arguments[1].hasPrefix("decode") {
        let tokenizer = try Tokenizer(contentsOf: arguments[2])
        for line in try ConfigurationNode(contentsOf: arguments[3]).elements() {
            let ids = try line.elements().map { try $0.tokenID() }
            let text = tokenizer.decode(ids, skippingSpecialTokens: arguments[1] == "decode")
            print(text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " "))
        }
        return
    }
    let lines = try lines(arguments[3])
    switch arguments[1] {
    case "encode":
        let tokenizer = try Tokenizer(contentsOf: arguments[2])
        for line in lines {
            let encoding = tokenizer.encode(line, maximumLength: nil)
            let tokens = zip(encoding.ids, encoding.offsets).map { "\($0):\($1.lowerBound):\($1.upperBound)" }
            print(tokens.joined(separator: " "))
        }
    case "normalizer":
        let stage = try Normalizers.make(ConfigurationNode(contentsOf: arguments[2]))
        for line in lines {
            var text = NormalizedText(RawText.scalars(of: line), firstOrigin: 0)
            stage.normalize(&text)
            let scalars = text.scalars.indices.map { index in
                let range = text.originalRange(of: index..<index + 1)
                return "\(String(text.scalars[index], radix: 16)):\(range.lowerBound):\(range.upperBound)"
            }
            print(scalars.joined(separator: " "))
        }
    case "pre-tokenizer":
        let stage = try PreTokenizers.make(ConfigurationNode(contentsOf: arguments[2]))
        for line in lines {
            var text = NormalizedText(RawText.scalars(of: line), firstOrigin: 0)
            var words = text.count == 0 ? [] : [0..<text.count]
            stage.split(&text, into: &words)
            let places = words.map { text.originalRange(of: $0) }
            print(places.map { "\($0.lowerBound):\($0.upperBound)" }.joined(separator: " "))
        }
    case "time":
        let tokenizer = try Tokenizer(contentsOf: arguments[2])
        var tokens = 0
        let rounds = (0..<(Int(arguments[4]) ?? 5)).map { _ in
            seconds { tokens = lines.reduce(0) { $0 + tokenizer.encode($1, maximumLength: nil).ids.count } }
        }
        let counting = seconds { _ = lines.reduce(0) { $0 + tokenizer.tokenCount(of: $1) } }
        let loading = seconds { _ = try? Tokenizer(contentsOf: arguments[2]) }
        print(rounds.min() ?? 0, tokens, counting, loading)
    default: throw CancellationError()
    }
}

do {
    try run(CommandLine.arguments)
} catch {
    print(error)
    exit(2)
}
