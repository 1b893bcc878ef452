import Testing
@testable import Explorer
@Test func placeholder() {}
