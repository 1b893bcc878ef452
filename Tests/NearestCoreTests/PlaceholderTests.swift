import Testing
@testable import NearestCore
@Test func placeholder() {}
