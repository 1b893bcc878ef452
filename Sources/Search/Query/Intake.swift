import NearestCore

/// How a space takes a term of a query.
enum Intake: Hashable, Sendable {
    /// As it is: words as words, a document as its passages, a picture as pixels.
    case native
    /// By the words that stand for it, where there are any.
    case words

    /// nil where it cannot.
    init?(of source: PreparedQuery.Source, by space: Space) {
        if space.isImported { return nil }
        switch source {
        case .text:
            guard space.takesWords else { return nil }
            self = .native
        case .file(_, .text):
            guard space.takesWords else { return nil }
            // A model for pictures has its text tower for questions, and reads few words of a document.
            self = space.isForText ? .native : .words
        case .file(_, let modality):
            if space.modalities.contains(modality) {
                self = .native
            } else if space.takesWords {
                self = .words
            } else {
                return nil
            }
        }
    }
}
