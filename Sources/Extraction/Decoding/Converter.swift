import CLibXML
import Glibc

/// Bytes of one encoding to UTF-8, piece by piece, through the C library's iconv.
struct Converter: ~Copyable {
    private let handle: iconv_t
    /// The beginning of a character whose end has not come yet.
    private var unfinished: [UInt8] = []
    /// Places that are no valid text; each became U+FFFD.
    private(set) var invalidCount = 0

    /// - Returns: nil when the C library does not know the encoding.
    init?(from encoding: CharacterEncoding) {
        guard let handle = iconv_open("UTF-8", encoding.name), Int(bitPattern: handle) != -1 else { return nil }
        self.handle = handle
    }

    deinit {
        iconv_close(handle)
    }

    /// - Parameter isLast: nothing follows, so an unfinished character is an invalid one.
    mutating func convert(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> [UInt8] {
        var input = (unfinished + bytes).map { CChar(bitPattern: $0) }
        unfinished = []
        var output: [UInt8] = []
        output.reserveCapacity(input.count * 2)
        var position = 0
        while position < input.count {
            let problem = convertRun(&input, &position, into: &output)
            switch problem {
            case E2BIG: continue
            case EINVAL where !isLast:
                unfinished = input[position...].map { UInt8(bitPattern: $0) }
                return output
            case 0: break
            default:
                invalidCount += 1
                output.append(contentsOf: [0xEF, 0xBF, 0xBD])
                position += 1
            }
        }
        return output
    }

    /// Converts as far as it goes.
    ///
    /// - Returns: 0, or the error number that says why it went no further.
    private func convertRun(_ input: inout [CChar], _ position: inout Int, into output: inout [UInt8]) -> Int32 {
        var problem: Int32 = 0
        var consumed = 0
        let start = position
        let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
            input.withUnsafeMutableBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                var source: UnsafeMutablePointer<CChar>? = base + start
                var left = bytes.count - start
                var room = buffer.count
                buffer.withMemoryRebound(to: CChar.self) { target in
                    var destination = target.baseAddress
                    if iconv(handle, &source, &left, &destination, &room) == -1 { problem = errno }
                }
                consumed = bytes.count - start - left
                filled = buffer.count - room
            }
        }
        position += consumed
        output.append(contentsOf: chunk)
        return problem
    }
}
