import ArgumentParser
import Indexing
import NearestCore

/// `nearest verify`: whether the index on the disk is what was committed.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove that the index on the disk is what was committed.",
        discussion: """
            Every vector and every code is compared with its checksum, codes with vectors that they were made of, \
            vectors with the catalog, and the catalog is checked by SQLite. Exit code 0 when all is sound, 2 when \
            something is damaged: each damaged file is named. With --repair it is set aside (.damaged), what is \
            intact stays searchable, and `nearest index` makes again what was lost.

              nearest verify -C ~/papers
              nearest verify -C ~/papers --repair && nearest index ~/papers
            """)

    @OptionGroup var location: LocationOptions

    @Flag(help: "Set damaged files aside, so that what was lost can be made again.")
    var repair = false

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func run() throws {
        let interrupts = Interrupts()
        let location = try location.existing()
        let verification = try IndexVerification(location: location, repairs: repair)
        let reporter = CountReporter()
        defer { reporter.finish() }
        let report = try verification.run(cancellation: interrupts.cancellation) { done, all in
            reporter.report("verified \(done)/\(all) vectors")
        }
        reporter.finish()
        let findings = VerifyReport(report)
        StandardStreams.print(json ? try JSON.document(findings) : findings.text)
        // A repair that was asked for and done leaves an index that is sound again.
        if !report.damages.allSatisfy({ repair && $0.isRepairable }) { throw ExitStatus.failure }
    }
}
