import Foundation
import Testing

@testable import NcursesTerminal

@Suite struct MailboxTests {
    private func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Foundation.poll(&poll, 1, milliseconds) > 0
    }

    @Test func isReadableExactlyWhileMessagesWait() {
        let mailbox = Mailbox<String>()
        #expect(!isReadable(mailbox.descriptor, within: 0))
        mailbox.post("a")
        mailbox.post("b")
        #expect(isReadable(mailbox.descriptor, within: 0))
        #expect(mailbox.take() == ["a", "b"])
        #expect(!isReadable(mailbox.descriptor, within: 0))
        #expect(mailbox.take().isEmpty)
    }

    @Test func losesNothingOfManyThreads() {
        let mailbox = Mailbox<Int>()
        // Threads and not tasks: those might wait until the other tests have left the pool.
        for thread in 0..<4 {
            Thread.detachNewThread { for number in 0..<500 { mailbox.post(thread * 1000 + number) } }
        }
        var taken: [Int] = []
        while taken.count < 2000 {
            // A wake-up that is missed would let this wait in vain.
            guard isReadable(mailbox.descriptor, within: 60_000) else { break }
            taken += mailbox.take()
        }
        #expect(taken.count == 2000)
        for thread in 0..<4 {
            #expect(taken.filter { $0 / 1000 == thread } == (0..<500).map { thread * 1000 + $0 })
        }
    }
}
