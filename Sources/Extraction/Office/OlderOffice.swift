import NearestCore

/// Compound files, as Office wrote them before it wrote archives, and as it writes archives that it encrypts.
enum OlderOffice {
    private static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    /// The directory of streams stands somewhere in the file; that of an encrypted document is near its beginning.
    private static let reach = 4 << 20

    /// - Throws: `NearestError.unreadable` when the file is one.
    static func refuse(_ source: SourceFile) throws {
        let head = try source.content.map { Array($0.prefix(reach)) } ?? source.open().read(reach)
        guard head.starts(with: signature) else { return }
        let stream = Array("EncryptedPackage".utf16).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        if head[...].contains(sequence: stream) { throw source.unreadable("is encrypted and needs a password") }
        throw source.unreadable("is a file of an older Office; save it in today's format")
    }
}
