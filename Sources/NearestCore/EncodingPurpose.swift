/// Which side of a search a vector is for: some models prefix the two differently.
package enum EncodingPurpose: Sendable {
    case query
    case document
}
