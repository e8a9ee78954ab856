/// How a text reaches the clipboard of whoever sits before the terminal: by an escape sequence (OSC
/// 52), which goes through SSH as all output does.
enum Clipboard {
    /// The most bytes of text that terminals are known to take at once.
    static let limit = 74_000

    /// What stands between the program and the terminal.
    enum Multiplexer: Hashable {
        case tmux
        case screen

        /// The one that the environment tells of, if any; the innermost where both do.
        init?(environment: [String: String]) {
            let term = environment["TERM"] ?? ""
            if environment["TMUX"].map({ !$0.isEmpty }) ?? false {
                self = .tmux
            } else if environment["STY"].map({ !$0.isEmpty }) ?? false || term.hasPrefix("screen") {
                self = .screen
            } else {
                return nil
            }
        }
    }

    /// The sequence that has a terminal take a text; nil where it is too long.
    static func sequence(for text: String, through multiplexer: Multiplexer?) -> String? {
        guard text.utf8.count <= limit else { return nil }
        let plain = "\u{1B}]52;c;\(base64(Array(text.utf8)))\u{07}"
        switch multiplexer {
        case nil: return plain
        case .tmux:
            // tmux takes the plain one where `set-clipboard` is on, and hands the wrapped one on
            // where `allow-passthrough` is; the other of the two it drops.
            let doubled = plain.replacing("\u{1B}", with: "\u{1B}\u{1B}")
            return plain + "\u{1B}Ptmux;\(doubled)\u{1B}\\"
        case .screen:
            // screen takes no string longer than 768 bytes, but puts pieces together.
            var rest = plain[...]
            var sequence = ""
            while !rest.isEmpty {
                sequence += "\u{1B}P\(rest.prefix(700))\u{1B}\\"
                rest = rest.dropFirst(700)
            }
            return sequence
        }
    }

    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Base64 (RFC 4648) with padding.
    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(UInt32(0)) { bits, place in
                bits << 8 | (start + place < group.endIndex ? UInt32(group[start + place]) : 0)
            }
            for place in 0..<4 {
                text.append(
                    place <= group.count
                        ? digits[Int(bits >> UInt32(18 - 6 * place)) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
