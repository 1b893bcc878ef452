import NearestCore

/// How much fits into a passage.
struct PassageBudget: Sendable {
    let counter: any TokenCounter
    /// Tokens of a passage.
    let tokens: Int
    /// Unicode scalars of a passage. Some tokenizers count a megabyte without a space as one unknown word; nobody
    /// wants to read that passage.
    let scalars: Int

    init(counter: any TokenCounter) {
        self.counter = counter
        tokens = max(1, counter.passageTokenLimit)
        scalars = max(64, tokens * 16)
    }

    /// The tokens that a passage repeats from the one before it, at most.
    var overlap: Int { tokens * 12 / 100 }

    /// A passage of this many tokens is worth ending at a heading.
    var worthEndingAtHeading: Int { tokens / 4 }

    /// A passage of this many tokens is worth ending so that a paragraph stays whole.
    var worthEndingAtParagraph: Int { tokens / 2 }
}
