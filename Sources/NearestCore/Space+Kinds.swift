extension Space {
    /// What the names of descriptors that need no model begin with.
    package static let plainPrefix = "plain/"

    /// Whether a formula makes the vectors, and no network.
    package var isPlain: Bool { model.hasPrefix(Self.plainPrefix) }

    /// Whether words can be searched for: their vectors lie among those of what is searched.
    package var takesWords: Bool { modalities.contains(.text) && !isImported }

    /// Whether this is where words meet words: a model for text and nothing else.
    ///
    /// Only such models encode passages, transcripts and captions. The text tower of a model for pictures is for
    /// questions: it was trained on captions, sees few tokens, and finds pictures by what they show.
    package var isForText: Bool { modalities == [.text] && !isImported }
}
