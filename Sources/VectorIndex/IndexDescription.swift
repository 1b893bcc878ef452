/// How an index answers a search that does not name a way.
package enum IndexDescription: Hashable, Sendable {
    /// Every vector is read.
    case flat
    /// Every code is read, and the vectors that the codes leave.
    case codes
    /// The nearest `probed` of so many lists are looked into, which find `recall` of the neighbours.
    case lists(count: Int, probed: Int, recall: Double)
    /// There are lists, but they save too little; `gain` is how many times faster they are, nil where it was not
    /// measured.
    case listsWouldNotPay(count: Int, gain: Double?)
}

extension IndexDescription: CustomStringConvertible {
    package var description: String {
        switch self {
        case .flat: return "flat"
        case .codes: return "flat, 1-bit codes"
        case .lists(let count, let probed, let recall):
            return "IVF \(Self.grouped(count)) lists, nprobe \(Self.grouped(probed)) for recall \(recall)"
        case .listsWouldNotPay(let count, let gain):
            let times = gain.map {
                ": \(Double(Int($0 * 10)) / 10) times as fast with \(Self.grouped(count)) lists"
            }
            return "flat, 1-bit codes; IVF would not pay" + (times ?? "")
        }
    }

    /// "4,096".
    private static func grouped(_ number: Int) -> String {
        let digits = String(number)
        return digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += "," }
            text.append(digit.element)
        }
    }
}

extension FlatIndex {
    /// How this snapshot answers a search that does not name a way.
    package var kind: IndexDescription {
        guard let inverted = codes.inverted else { return codes.files.isEmpty ? .flat : .codes }
        let tuning = inverted.header.tuning
        let recall = InvertedTuning.wantedRecall
        guard tuning.pays, let probed = tuning.lists(forRecall: recall, k: 10) else {
            return .listsWouldNotPay(count: inverted.layout.lists, gain: tuning.gain)
        }
        return .lists(count: inverted.layout.lists, probed: probed, recall: recall)
    }

    /// How many times faster searching by lists was than the flat way when the lists were made; nil without lists.
    package var listsPayBy: Double? { codes.inverted?.header.tuning.gain }
}
