import Glibc
import NearestCore
import Testing

@testable import Crawler

@Suite struct IgnoreRulesTests {
    /// An ignore file of the corpus, a path, and whether the file at the path is left out.
    private static let table: [(rules: String, path: String, isIgnored: Bool)] = [
        ("*.log", "a.log", true), ("*.log", "deep/in/a.log", true), ("*.log", "a.log.txt", false),
        ("/a", "a", true), ("/a", "b/a", false), ("b/a", "b/a", true), ("b/a", "c/b/a", false),
        ("b/", "b/file", true), ("b/", "c/b/file", true), ("b/", "b", false), ("b/", "c/b", false),
        ("/b/", "c/b/file", false), ("**/b", "b", true), ("**/b", "x/y/b", true), ("a/**", "a/x/y", true),
        ("a/**", "b/a/x", false), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/*/b", "a/b", false),
        ("a/*/b", "a/x/b", true), ("a/*/b", "a/x/y/b", false), ("a**b", "axxb", true), ("/a*b", "a/b", false),
        ("ab**/c", "abx/y/c", true), ("?", "a", true), ("?", "ab", false), ("a?b/c", "a/b/c", false),
        ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[^a-c]x", "dx", true), ("[]]x", "]x", true),
        ("[a\\-c]x", "-x", true), ("[a\\-c]x", "bx", false), ("[[:digit:]]", "7", true),
        ("[[:digit:]]", "x", false),
        ("[a", "[a", false), ("\\[a", "[a", true), ("\\#a", "#a", true), ("#a", "#a", false), ("\\!a", "!a", true),
        ("a ", "a", true), ("a\\ ", "a ", true), ("a\\ ", "a", false), ("a\\ \\ ", "a  ", true),
        ("a\r\nb", "a", true),
        ("\u{FEFF}a", "a", true), ("*\n!a", "a", false), ("*\n!a", "b", true), ("!a\n*", "a", true),
        ("dir\n!dir/a", "dir/a", true), ("dir/*\n!dir/a", "dir/a", false), ("dir/*\n!dir/a", "dir/b", true),
        ("/*\n!/dir\n/dir/*\n!/dir/a", "dir/a", false), ("a//", "a/b", false), ("/", "a", false), ("!", "a", false),
        ("\\", "a", false), ("a\\", "a", false), ("**", "a/b", true), ("a*/", "abc/file", true),
        ("\n\n", "a", false),
    ]

    @Test(arguments: table.indices) func theTableHolds(_ index: Int) throws {
        let row = Self.table[index]
        let folder = TemporaryFolder()
        folder.write(row.rules, to: ".gitignore")
        folder.write("", to: row.path)
        let crawl = try Crawler(corpus: folder.path).crawl(cancellation: Cancellation(), progress: { _ in })
        #expect(crawl.files.isEmpty == row.isIgnored, "\(row)")
    }

    private static var hasGit: Bool { system("git --version > /dev/null 2>&1") == 0 }

    /// git itself says what it leaves out, on random trees with random rules.
    @Test(.enabled(if: hasGit, "git is the oracle"), arguments: UInt64(0)..<60)
    func gitAgrees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let folder = TemporaryFolder()
        let names = ["a", "b", "ab", "ba", "a.b", "foo", "bar", "a b", "*", "[a]", "f", "!a", "#b"]
        func path(_ random: inout SeededGenerator) -> [String] {
            (0..<Int.random(in: 1...4, using: &random)).map { _ in names.randomElement(using: &random) ?? "a" }
        }
        var paths: [[String]] = []
        for _ in 0..<40 {
            let path = path(&random)
            folder.write("", to: path.joined(separator: "/"))
            paths.append(path)
        }
        folder.write(Self.rules(&random), to: ".gitignore")
        for path in paths.filter({ $0.count > 1 }).prefix(3) {
            folder.write(Self.rules(&random), to: path.dropLast().joined(separator: "/") + "/.gitignore")
        }
        let crawl = try Crawler(corpus: folder.path).crawl(cancellation: Cancellation(), progress: { _ in })
        let mine = crawl.files.map(\.path.display)
        let git = Self.filesByGit(in: folder.path)
        #expect(mine == git, "seed \(seed)")
    }

    private static func rules(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "b", "ab", "foo", "bar", "f", ".", "*", "*", "**", "**/", "/**", "/", "/", "?", "[ab]", "[!a]",
            "[a-f]",
            "[[:alpha:]]", "\\", "\\*", " ", "[", "]",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            if Int.random(in: 0..<4, using: &random) == 0 { text += "!" }
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                text += pieces.randomElement(using: &random) ?? ""
            }
            text += "\n"
        }
        return text
    }

    private static func filesByGit(in path: String) -> [String] {
        let settings = "GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent"
        let list = "git ls-files --others --exclude-standard -z > .git/list"
        system("cd '\(path)' && git -c init.defaultBranch=x init -q --template= . && \(settings) \(list)")
        guard let file = fopen(path + "/.git/list", "r") else { return ["git wrote no list"] }
        defer { fclose(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 20) { $1 = fread($0.baseAddress, 1, $0.count, file) }
        let names = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return names.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
