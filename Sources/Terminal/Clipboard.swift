/// Copies text to the clipboard of the user's terminal with an escape sequence (OSC 52), which
/// passes through SSH like all output.
enum Clipboard {
    /// The most bytes of text that terminals are known to accept at once.
    static let limit = 74_000

    /// A multiplexer between the program and the terminal.
    enum Multiplexer: Hashable {
        /// tmux on this machine, which also has a command for copying.
        case tmux
        /// tmux before this machine, as over SSH.
        case remoteTmux
        case screen
        /// tmux or screen: `TERM` says so, as over SSH, but not which.
        case unknown

        /// The multiplexer in the environment, if any; the innermost if there are two.
        init?(environment: [String: String]) {
            let term = environment["TERM"] ?? ""
            if environment["TMUX"].map({ !$0.isEmpty }) ?? false {
                self = .tmux
            } else if environment["STY"].map({ !$0.isEmpty }) ?? false {
                self = .screen
            } else if term.hasPrefix("tmux") {
                self = .remoteTmux
            } else if term.hasPrefix("screen") {
                self = .unknown
            } else {
                return nil
            }
        }

        var delivery: ClipboardDelivery {
            switch self {
            case .tmux, .screen: .sent
            case .remoteTmux: .sentToTmux
            case .unknown: .sentToUnknown
            }
        }
    }

    /// The longest string in bytes, with a margin, that screen does not print instead.
    private static let screenLimit = 700

    /// The sequence that copies a text; nil if it is too long.
    static func sequence(for text: String, through multiplexer: Multiplexer?) -> String? {
        guard text.utf8.count <= limit else { return nil }
        let plain = "\u{1B}]52;c;\(base64(Array(text.utf8)))\u{07}"
        switch multiplexer {
        case nil: return plain
        case .tmux, .remoteTmux:
            // tmux accepts the plain one with `set-clipboard` on, and passes the wrapped one on
            // with `allow-passthrough`; it drops the other one.
            let doubled = plain.replacing("\u{1B}", with: "\u{1B}\u{1B}")
            return plain + "\u{1B}Ptmux;\(doubled)\u{1B}\\"
        case .screen: return pieces(of: plain)
        case .unknown:
            // tmux accepts the plain one; a first piece would replace it.
            return plain.utf8.count < screenLimit ? plain + pieces(of: plain) : nil
        }
    }

    /// Wraps a sequence for screen, which joins the pieces.
    private static func pieces(of plain: String) -> String {
        var rest = plain[...]
        var sequence = ""
        while !rest.isEmpty {
            sequence += "\u{1B}P\(rest.prefix(screenLimit))\u{1B}\\"
            rest = rest.dropFirst(screenLimit)
        }
        return sequence
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

/// The result of copying a text.
package enum ClipboardDelivery: Hashable, Sendable {
    /// Sent to the terminal, which never reports whether it accepts it.
    case sent
    /// Sent to tmux, which accepts it only with `set-clipboard` on.
    case sentToTmux
    /// Sent to tmux or screen; unknown which.
    case sentToUnknown
    /// Not sent: the terminal has no clipboard, or the text is too long.
    case refused
}
