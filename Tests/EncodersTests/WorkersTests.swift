import NearestCore
import Testing

@testable import Encoders

@Suite("Workers")
struct WorkersTests {
    @Test("give results in order, however many work", arguments: [1, 2, 7])
    func order(limit: Int) throws {
        for count in [0, 1, 5, 200] {
            #expect(try Workers.map(count, limit: limit) { $0 * $0 } == (0..<count).map { $0 * $0 })
        }
    }

    @Test("pass an error on and begin nothing new", arguments: [1, 4])
    func failure(limit: Int) {
        let begun = Failures()
        #expect(throws: CancellationError.self) {
            try Workers.map(1000, limit: limit) { index in
                begun.count()
                if index == 3 { throw CancellationError() }
            }
        }
        #expect(begun.total < 1000)
    }
}
