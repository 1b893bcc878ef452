/// A token that is found in the text itself, before the text is cut into words.
struct AddedToken: Hashable, Sendable {
    var id: Int32
    var content: [UInt32]
    /// It is not found inside a word.
    var isSingleWord = false
    /// White space to its left belongs to it.
    var stripsLeft = false
    /// White space to its right belongs to it.
    var stripsRight = false
    /// It is looked for in the normalized text instead of the original.
    var isNormalized = false
    /// It is no part of the text, so that decoding may skip it.
    var isSpecial = false

    init(id: Int32, content: [UInt32], isSpecial: Bool = false) {
        self.id = id
        self.content = content
        self.isSpecial = isSpecial
    }

    init(_ node: ConfigurationNode) throws {
        id = try node.required("id").tokenID()
        content = try node.required("content").scalars()
        isSingleWord = try node.bool("single_word", default: false)
        stripsLeft = try node.bool("lstrip", default: false)
        stripsRight = try node.bool("rstrip", default: false)
        isSpecial = try node.bool("special", default: false)
        isNormalized = try node.bool("normalized", default: !isSpecial)
    }
}
