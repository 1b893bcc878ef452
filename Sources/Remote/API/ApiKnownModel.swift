/// What OpenAI documents of its own models.
struct ApiKnownModel {
    var dimensions: Int
    var maximumTokens: Int

    init?(named name: String) {
        switch name {
        case "text-embedding-3-small", "text-embedding-ada-002": dimensions = 1536
        case "text-embedding-3-large": dimensions = 3072
        default: return nil
        }
        maximumTokens = 8191
    }
}
