import NearestCore
import Testing

/// The error of a user's that `body` throws.
func nearestError(_ body: () throws -> Void) throws -> NearestError {
    try #require(throws: NearestError.self) { try body() }
}
