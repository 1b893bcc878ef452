import NearestCore

/// Counts how often terms stand in texts.
struct TermCounter {
    /// Terms by their first word's first byte: most words of a text begin as none of them does.
    private var byFirstByte: [[(term: Int, words: [[UInt8]])]] = Array(repeating: [], count: 256)
    private let count: Int

    init(_ terms: [WordQuery.Term]) {
        count = terms.count
        for (number, term) in terms.enumerated() {
            let words = term.words.map { Array($0.utf8) }
            if let byte = words.first?.first { byFirstByte[Int(byte)].append((number, words)) }
        }
    }

    /// - Returns: how often each term stands in `text`, and how many words there are.
    func counts(in text: String) -> (terms: [Int], words: Int) {
        let bytes = WordSplitter.bytes(of: text)
        var counts = [Int](repeating: 0, count: count)
        var words = 0
        var place = 0
        while place < bytes.count {
            for (term, phrase) in byFirstByte[Int(bytes[place])] where Self.stands(phrase, in: bytes, at: place) {
                counts[term] += 1
            }
            words += 1
            while place < bytes.count, bytes[place] != UInt8(ascii: " ") { place += 1 }
            place += 1
        }
        return (counts, words)
    }

    private static func stands(_ phrase: [[UInt8]], in bytes: [UInt8], at start: Int) -> Bool {
        var place = start
        for word in phrase {
            guard bytes.count - place >= word.count, bytes[place..<place + word.count].elementsEqual(word) else {
                return false
            }
            place += word.count
            guard place == bytes.count || bytes[place] == UInt8(ascii: " ") else { return false }
            place += 1
        }
        return true
    }
}
