/// The four forms of Unicode Standard Annex 15, as edits of a text that remember where each scalar came from.
enum NormalizationForm: String, Sendable {
    case nfd = "NFD"
    case nfc = "NFC"
    case nfkd = "NFKD"
    case nfkc = "NFKC"

    /// The edits that bring `scalars` into this form.
    func edits(of scalars: [UInt32]) -> [NormalizedText.Edit] {
        let decomposed = Self.decomposed(scalars, compatibly: self == .nfkd || self == .nfkc)
        return self == .nfd || self == .nfkd ? decomposed : Self.composed(decomposed)
    }

    private static func decomposed(_ scalars: [UInt32], compatibly: Bool) -> [NormalizedText.Edit] {
        let table = CharacterTable.shared
        var edits: [NormalizedText.Edit] = []
        edits.reserveCapacity(scalars.count)
        /// Marks from here on wait to be ordered by their classes.
        var firstMark = 0
        var classes: [UInt8] = []
        func order() {
            guard classes.count > 1 else { return classes.removeAll(keepingCapacity: true) }
            let marks = zip(classes, edits[firstMark...]).enumerated()
                .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            edits.replaceSubrange(firstMark..., with: marks.map(\.element.1))
            classes.removeAll(keepingCapacity: true)
        }
        for scalar in scalars {
            var change = 0
            table.decomposition(of: scalar, compatibly: compatibly) { part in
                let combiningClass = table.combiningClass(of: part)
                if combiningClass == 0 { order() } else if classes.isEmpty { firstMark = edits.count }
                if combiningClass != 0 { classes.append(combiningClass) }
                edits.append(NormalizedText.Edit(scalar: part, change: change))
                change = 1
            }
        }
        order()
        return edits
    }

    private static func composed(_ decomposed: [NormalizedText.Edit]) -> [NormalizedText.Edit] {
        let table = CharacterTable.shared
        var edits: [NormalizedText.Edit] = []
        edits.reserveCapacity(decomposed.count)
        /// The scalar that following ones may join, and the class of the last mark that did not.
        var starter: Int?
        var lastClass: UInt8?
        for edit in decomposed {
            let combiningClass = table.combiningClass(of: edit.scalar)
            let isBlocked = lastClass.map { $0 >= combiningClass } ?? false
            if let starter, !isBlocked,
                let whole = table.composition(of: edits[starter].scalar, edit.scalar)
            {
                edits[starter].scalar = whole
                edits[starter].change += edit.change - 1
                continue
            }
            if combiningClass == 0 {
                starter = edits.count
                lastClass = nil
            } else if starter != nil {
                lastClass = combiningClass
            }
            edits.append(edit)
        }
        return edits
    }
}
