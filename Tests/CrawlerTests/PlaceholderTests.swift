import Testing
@testable import Crawler
@Test func placeholder() {}
