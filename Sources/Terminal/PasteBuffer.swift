/// Gathers a bracketed paste. It ends with its closing sequence only; what is longer than the limit
/// is cut.
struct PasteBuffer {
    /// Whether the paste goes on.
    enum Progress: Hashable {
        case incomplete
        case complete
    }

    /// The longest paste kept, in bytes of UTF-8.
    static let limit = 64 * 1024

    /// The text so far, its line ends made line feeds: terminals send carriage returns.
    private(set) var text = ""
    private var matched = 0
    private var endedWithReturn = false
    private var isFull = false
    private static let end: [UInt32] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

    /// Takes one result of reading.
    mutating func take(_ input: KeyDecoder.Input) -> Progress {
        switch input {
        case .pause: return .incomplete
        case .scalar(let value): return take(scalar: value)
        case .code(let code):
            appendHeld()
            if code == KeyCode.pasteEnd { return .complete }
            // Some control characters are keys to the terminal database.
            switch KeyCode.key(for: code) {
            case .backspace: return take(scalar: 0x7F)
            case .enter: return take(scalar: 0x0A)
            default: return .incomplete
            }
        }
    }

    private mutating func take(scalar value: UInt32) -> Progress {
        if value == Self.end[matched] {
            matched += 1
            return matched == Self.end.count ? .complete : .incomplete
        }
        appendHeld()
        if value == Self.end[0] {
            matched = 1
        } else {
            append(value)
        }
        return .incomplete
    }

    /// Appends what looked like the beginning of the closing sequence.
    private mutating func appendHeld() {
        let held = Self.end.prefix(matched)
        matched = 0
        for value in held { append(value) }
    }

    private mutating func append(_ value: UInt32) {
        let followsReturn = endedWithReturn
        endedWithReturn = value == 0x0D
        guard !(followsReturn && value == 0x0A) else { return }
        guard let scalar = Unicode.Scalar(value == 0x0D ? 0x0A : value) else { return }
        isFull = isFull || text.utf8.count + UTF8.width(scalar) > Self.limit
        guard !isFull else { return }
        text.unicodeScalars.append(scalar)
    }
}
