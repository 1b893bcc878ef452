import NearestCore

/// The head of a NumPy array file: what its values are and how many.
///
///     \x93NUMPY  major  minor | length of the header, 2 bytes (4 from version 2 on) | a Python literal | values
///
/// The literal is a dictionary of `descr`, `fortran_order` and `shape`, filled up with blanks (NumPy Enhancement
/// Proposal 1).
struct NumpyHeader: Hashable, Sendable {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// A header is some 100 bytes; one that claims more than this is none.
    static let longest = 1 << 16

    /// As NumPy writes it: `<f4`, `|u1`, …
    var type: String
    var isFortranOrder: Bool
    var shape: [Int]
    /// Where the values begin.
    var offset: Int

    /// - Parameter start: the file's first bytes, `longest` + 12 of them or all there are.
    /// - Throws: `.unreadable` when this is no such file or is cut short.
    init(_ start: [UInt8], path: String) throws {
        func unreadable(_ problem: String) -> NearestError {
            NearestError(.unreadable, path, problem, remedy: "Write it with NumPy's np.save.")
        }
        guard start.starts(with: Self.magic), start.count >= 12 else {
            throw unreadable("is not a NumPy array file (.npy), or is cut short")
        }
        let isLong = start[6] > 1
        let digits = start[8..<(isLong ? 12 : 10)].reversed()
        let length = digits.reduce(0) { $0 << 8 | Int($1) }
        offset = (isLong ? 12 : 10) + length
        guard start[6] <= 3, length <= Self.longest, start.count >= offset else {
            throw unreadable("its header is cut short or not one of a NumPy array")
        }
        let literal = String(decoding: start[(offset - length)..<offset], as: UTF8.self)
        guard let type = Self.text(of: "descr", in: literal), let shape = Self.shape(in: literal) else {
            throw unreadable("its header names no array of plain numbers")
        }
        self.type = type
        self.shape = shape
        isFortranOrder = Self.value(of: "fortran_order", in: literal)?.hasPrefix("True") ?? false
    }

    /// What stands behind `'key':`, up to the end.
    private static func value(of key: String, in literal: String) -> Substring? {
        for quote in ["'", "\""] {
            guard let found = literal.firstRange(of: quote + key + quote) else { continue }
            let rest = literal[found.upperBound...].drop { $0 == " " }
            guard rest.first == ":" else { return nil }
            return rest.dropFirst().drop { $0 == " " }
        }
        return nil
    }

    private static func text(of key: String, in literal: String) -> String? {
        guard let value = value(of: key, in: literal), let quote = value.first, quote == "'" || quote == "\"" else {
            return nil
        }
        return String(value.dropFirst().prefix { $0 != quote })
    }

    private static func shape(in literal: String) -> [Int]? {
        guard let value = value(of: "shape", in: literal), value.first == "(" else { return nil }
        let inside = value.dropFirst().prefix { $0 != ")" }
        let numbers = inside.split(separator: ",").map { part in
            Int(part.filter { $0 != " " && $0 != "L" })
        }
        guard numbers.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else { return nil }
        return numbers.compactMap(\.self)
    }
}
