import Foundation
import NearestCore

/// Kills indexing at random moments and looks at what is left: what `scripts/check-kills` runs, and a few kills of it
/// the tests.
///
///     CrashTrial [--kills N] [--seed N]     kills N runs; exit code 1 when anything is wrong
///     CrashTrial index CORPUS JOURNAL       one run, which is what is killed
///
/// Runs go through the indexer itself, catalog, codes, lists and compaction included. Only the model is replaced, by
/// one that takes no time, and the numbers of vectors from which on codes and lists are made are small.
@main
struct CrashTrial {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("CrashTrial: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func run(_ arguments: [String]) throws {
        if arguments.count == 3, arguments[0] == "index" {
            return try TrialRun(corpus: arguments[1], journal: arguments[2]).run()
        }
        var numbers = ["--kills": 200, "--seed": 1]
        for (name, value) in stride(from: 0, to: arguments.count - 1, by: 2).map({
            (arguments[$0], Int(arguments[$0 + 1]))
        }) {
            guard numbers[name] != nil, let value, value >= 0 else {
                throw NearestError(.invalidArgument, name, "no such option, or no number behind it")
            }
            numbers[name] = value
        }
        let series = try KillSeries(seed: UInt64(numbers["--seed"] ?? 1))
        if try !series.run(kills: numbers["--kills"] ?? 200) { exit(1) }
    }
}
