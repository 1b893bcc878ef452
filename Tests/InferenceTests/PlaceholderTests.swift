import Testing
@testable import Inference
@Test func placeholder() {}
