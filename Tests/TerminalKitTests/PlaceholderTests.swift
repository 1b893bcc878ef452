import Testing
@testable import TerminalKit
@Test func placeholder() {}
