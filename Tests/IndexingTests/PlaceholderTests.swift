import Testing
@testable import Indexing
@Test func placeholder() {}
