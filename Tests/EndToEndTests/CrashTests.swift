import Foundation
import Testing

@Suite("Runs that are killed", .ownThread, .enabled(if: Requirements.hasTrial, "needs the built trial"))
struct CrashTests {
    @Test("lose nothing that was committed, answer right, and the next run finishes; scripts/check-kills does 200")
    func kills() throws {
        let outcome = try Program.run(
            executable: Program.trialPath, ["--kills", "10", "--seed", "3"], in: nil, environment: [:])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("10 kills"))
    }
}
