/// A file inside a letter.
struct LetterAttachment {
    /// As the letter calls it, without folders; unique in the letter.
    var name: String
    /// By which an HTML text shows it; without angle brackets.
    var contentID: String?
    /// As written in the letter.
    var body: ArraySlice<UInt8>
    var encoding: String

    var bytes: [UInt8] { TransferEncoding.decode(body, encoding) }
}
