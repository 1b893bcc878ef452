import ArgumentParser
import NearestCore

extension EncodingPurpose: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "query": self = .query
        case "document": self = .document
        default: return nil
        }
    }
}
