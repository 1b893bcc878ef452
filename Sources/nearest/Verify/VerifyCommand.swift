import ArgumentParser

/// `nearest verify`: whether the index on the disk is what was committed.
struct Verify: ParsableCommand {
    func run() throws {}
}
