/// Keeps a handler from what is inside of certain elements, and from the second form of what a document holds in two:
/// of `mc:AlternateContent` the first choice counts, and the fallback where there is none.
struct ElementFilter {
    private let names: Set<String>
    /// How many elements are open from the outermost one that is skipped; 0 outside.
    private var depth = 0
    /// For every open `mc:AlternateContent`, whether one of its forms was taken.
    private var alternatives: [Bool] = []

    init(skipping names: Set<String>) {
        self.names = names
    }

    var isSkipping: Bool { depth > 0 }

    /// - Returns: whether the element that starts is to be passed over.
    mutating func start(_ name: String) -> Bool {
        if depth > 0 || isSkipped(name) {
            depth += 1
            return true
        }
        if name == "mc:AlternateContent" { alternatives.append(false) }
        return false
    }

    /// - Returns: whether the element that ends was passed over.
    mutating func end(_ name: String) -> Bool {
        if depth > 0 {
            depth -= 1
            return true
        }
        if name == "mc:AlternateContent" { _ = alternatives.popLast() }
        return false
    }

    /// Passes over what is inside of the element that has just started, which the handler has seen itself.
    mutating func skipInside() { depth = 1 }

    private mutating func isSkipped(_ name: String) -> Bool {
        if name == "mc:Choice" || name == "mc:Fallback", let taken = alternatives.last {
            alternatives[alternatives.count - 1] = true
            return taken
        }
        return names.contains(name)
    }
}
