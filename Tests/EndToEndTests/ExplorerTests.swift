import Foundation
import Testing

/// The real program in a real terminal, as a user meets it.
@Suite(
    "The explorer in a terminal",
    .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program, the model and OpenVINO: run scripts/bootstrap"),
    .enabled(if: Requirements.hasTmux, "needs tmux"))
struct ExplorerTests {
    @Test("index, ask, move, help, resize, quit: and the shell is as it was")
    func session() throws {
        let corpus = try TinyCorpus()
        let terminal = try TmuxSession(columns: 100, rows: 30)
        try terminal.type("echo before; '\(Program.path)' '\(corpus.path)'; echo \"ended with $?\"")
        try terminal.press("Enter")

        // Typed while it may still be indexing: the answer comes when the passage is there.
        try terminal.waitForScreen("the explorer") { _ in (try? terminal.query("#{alternate_on}")) == "1" }
        try terminal.type("lava eruption")
        let answer = try terminal.waitForScreen("the answer") { Self.firstFile(on: $0) == "notes/volcano.md" }
        #expect(answer.contains("lava eruption"))
        try terminal.waitForScreen("the preview") { $0.contains(Self.previewOnly) }

        try terminal.press("Enter")
        try terminal.type("j")
        try terminal.waitForScreen("another passage's preview") { !$0.contains(Self.previewOnly) }
        try terminal.type("k")
        try terminal.waitForScreen("the first passage's preview") { $0.contains(Self.previewOnly) }

        try terminal.type("?")
        try terminal.waitForScreen("help") { $0.localizedCaseInsensitiveContains("percentile") && $0 != answer }
        try terminal.press("Escape")
        try terminal.waitForScreen("the list again") { $0.contains(Self.previewOnly) }

        try terminal.resize(columns: 60, rows: 20)
        try terminal.waitForScreen("the narrow screen") {
            Self.firstFile(on: $0) == "notes/volcano.md" && $0.contains("lava eruption")
        }

        try terminal.type("q")
        try terminal.waitForScreen("the shell") { $0.contains("ended with 0") }
        #expect(try terminal.query("#{alternate_on}") == "0")
        #expect(try terminal.query("#{cursor_flag}") == "1", "the cursor is visible again")
        #expect(try terminal.query("#{mouse_any_flag}") == "0", "the mouse belongs to the terminal again")
        try terminal.type("stty -a | grep -o -w -e -echo -e echo -e -icanon -e icanon | sort | tr '\\n' ' '")
        try terminal.press("Enter")
        try terminal.waitForScreen("a sane terminal") { $0.contains("\necho icanon") }
    }

    @Test("the files' control characters do nothing on the screen")
    func hostileText() throws {
        let corpus = try TinyCorpus()
        try corpus.folder.write("Owls \u{1B}[2J\u{1B}]0;owned\u{7} hunt mice at night.", to: "owl.txt")
        let terminal = try TmuxSession(columns: 80, rows: 24)
        try terminal.type("'\(Program.path)' '\(corpus.path)'")
        try terminal.press("Enter")
        try terminal.waitForScreen("the explorer") { _ in (try? terminal.query("#{alternate_on}")) == "1" }
        try terminal.type("nocturnal birds of prey")
        try terminal.waitForScreen("the answer") { Self.firstFile(on: $0) == "owl.txt" }
        #expect(try terminal.query("#{pane_title}") != "owned")
        #expect(try terminal.screen().contains("nocturnal birds of prey"))
    }

    /// The end of the best passage: a row of the list has no room for it.
    private static let previewOnly = "ash lay on every roof"

    /// The file of the corpus that stands highest on the screen.
    private static func firstFile(on screen: String) -> String? {
        let names = TinyCorpus.files.keys + ["owl.txt"]
        for line in screen.split(separator: "\n") {
            if let name = names.first(where: { line.contains($0) }) { return name }
        }
        return nil
    }
}
