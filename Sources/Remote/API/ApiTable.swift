import NearestCore
import TOMLKit

/// One table `[api.NAME]` of the configuration file, read with errors that name the member.
struct ApiTable {
    let table: TOMLTable
    let name: String
    let path: String

    private static let members: Set<String> = [
        "url", "model", "key_env", "key_file", "dimensions", "max_tokens", "batch", "concurrency", "timeout_s",
        "query_prompt", "document_prompt", "encoding_format",
    ]

    func place(_ member: String) -> String { "\(path), api.\(name).\(member)" }

    /// A member that is misspelt would be a setting without effect; a key in the file would be one in every backup.
    func checkMembers() throws {
        if table.keys.contains("key") {
            throw NearestError(
                .invalidArgument, place("key"), "keys do not belong into this file",
                remedy: "Name the variable that holds it with key_env, or a file with key_file.")
        }
        guard let unknown = table.keys.sorted().first(where: { !Self.members.contains($0) }) else { return }
        throw NearestError(
            .invalidArgument, place(unknown), "there is no such setting",
            remedy: "Settings are \(Self.members.sorted().joined(separator: ", ")).")
    }

    func string(_ member: String) throws -> String? {
        guard let value = table[member] else { return nil }
        guard let text = value.string else { throw wrong(member, "it is not a text in quotes") }
        return text
    }

    func integer(_ member: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = table[member] else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw wrong(member, "it is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func seconds(_ member: String) throws -> Double? {
        guard let value = table[member] else { return nil }
        guard let number = value.double ?? value.int.map(Double.init), number > 0, number <= 86_400 else {
            throw wrong(member, "it is not a number of seconds above 0")
        }
        return number
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ member: String) throws -> Choice? {
        guard let text = try string(member) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: " or ")
            throw wrong(member, "it is not \(choices)")
        }
        return choice
    }

    private func wrong(_ member: String, _ problem: String) -> NearestError {
        NearestError(.invalidArgument, place(member), problem, remedy: "Correct the file.")
    }
}
