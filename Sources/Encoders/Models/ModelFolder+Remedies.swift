extension ModelFolder {
    /// Where a configuration's numbers cannot be right. Only those who made the model can say which are meant.
    static let sizesRemedy = "Fetch the model again, or correct the file after the model's publisher."

    /// Where a model is of a known kind, and not as those are that work here.
    static let variantRemedy = "`nearest models list` names models that work."
}
