import Testing
@testable import VectorIndex
@Test func placeholder() {}
