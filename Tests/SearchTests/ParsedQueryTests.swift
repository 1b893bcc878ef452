import Foundation
import NearestCore
import Testing

@testable import Search

@Suite struct ParsedQueryTests {
    @Test(arguments: [
        ("why do whales strand", "why do whales strand"),
        ("  two   words ", "two words"),
        ("meet at 12:30", "meet at 12:30"),
        ("see https://example.org", "see https://example.org"),
        ("type: of rock", "type: of rock"),
        ("well-known e-mail", "well-known e-mail"),
        ("", ""),
    ])
    func whatIsNoFilterStaysText(query: String, text: String) throws {
        let parsed = try ParsedQuery(query)
        #expect(parsed.text == text)
        #expect(parsed.filter.isEmpty)
    }

    @Test func filtersMayStandAnywhere() throws {
        let parsed = try ParsedQuery("type:image,text red ext:.PDF,md car path:slides/ model:clip")
        #expect(parsed.text == "red car")
        #expect(parsed.filter.modalities == [.image, .text])
        #expect(parsed.filter.extensions == ["pdf", "md"])
        #expect(parsed.filter.pathParts == ["slides/"])
        #expect(parsed.models == ["clip"])
    }

    @Test func daysBeginAtLocalMidnight() throws {
        let filter = try ParsedQuery("x after:2024-02-29 before:2024-03-01").filter
        let from = try #require(filter.modifiedFrom)
        let before = try #require(filter.modifiedBefore)
        let parts = Calendar(identifier: .gregorian).dateComponents(
            [.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(from) / 1e9))
        #expect((parts.year, parts.month, parts.day) == (2024, 2, 29))
        #expect((parts.hour, parts.minute) == (0, 0))
        #expect((22...26).contains((before - from) / 3_600_000_000_000))
    }

    @Test(arguments: [
        "type:smell", "after:yesterday", "before:2024-13-01", "after:2023-02-29", "after:2024-02-30", "after:1-2",
    ])
    func aFilterThatSaysNothingIsAnError(query: String) {
        let error = #expect(throws: NearestError.self) { try ParsedQuery(query) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.remedy != nil)
    }
}
