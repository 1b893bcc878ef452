import ArgumentParser

@main
struct Nearest: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "nearest", abstract: "Search a folder by meaning.")
}
