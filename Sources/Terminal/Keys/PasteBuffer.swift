/// Collects a bracketed paste. Only its closing sequence ends it; text beyond the limit is cut.
struct PasteBuffer {
    /// Whether the paste continues.
    enum Progress: Hashable {
        case incomplete
        case complete
        /// Its end got lost: a key was pressed long after.
        case abandoned(KeyDecoder.Input)
    }

    /// The longest paste in bytes of UTF-8.
    static let limit = 64 * 1024

    /// The text so far, with line feeds for the carriage returns that terminals send.
    private(set) var text = ""
    private var matched = 0
    private var endedWithReturn = false
    private var isFull = false
    /// Whether there was a long silence, and the input since then until the next pause.
    private var isSilent = false
    private var afterSilence: [KeyDecoder.Input] = []
    private static let end: [UInt32] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

    /// Processes one result of reading. After a silence, a single character is a key, because the
    /// rest of a paste comes many at a time.
    mutating func process(_ input: KeyDecoder.Input) -> Progress {
        switch input {
        case .silence:
            isSilent = true
            return .incomplete
        case .pause:
            guard isSilent, let key = afterSilence.first else { return .incomplete }
            isSilent = false
            afterSilence = []
            return .abandoned(key)
        case .scalar, .code:
            if input == .code(KeyCode.pasteEnd) {
                // The paste continues, so this input is a part of it.
                let held = afterSilence
                afterSilence = []
                if held.contains(where: { processText($0) == .complete }) { return .complete }
            }
            guard isSilent, input != .code(KeyCode.pasteEnd) else { return processText(input) }
            afterSilence.append(input)
            guard afterSilence.count > 1 else { return .incomplete }
            isSilent = false
            let held = afterSilence
            afterSilence = []
            return held.map { processText($0) }.last ?? .incomplete
        }
    }

    private mutating func processText(_ input: KeyDecoder.Input) -> Progress {
        switch input {
        case .pause, .silence: return .incomplete
        case .scalar(let value): return process(scalar: value)
        case .code(let code):
            appendHeld()
            if code == KeyCode.pasteEnd { return .complete }
            // The terminal database maps some control characters to keys.
            switch KeyCode.key(for: code) {
            case .backspace: return process(scalar: 0x7F)
            case .enter: return process(scalar: 0x0A)
            default: return .incomplete
            }
        }
    }

    private mutating func process(scalar value: UInt32) -> Progress {
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
