import Testing
@testable import Encoders
@Test func placeholder() {}
