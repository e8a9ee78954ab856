/// How a text reaches the clipboard of whoever sits before the terminal: by an escape sequence (OSC
/// 52), which goes through SSH as all output does.
enum Clipboard {
    /// The most bytes of text that terminals are known to take at once.
    static let limit = 74_000

    /// What stands between the program and the terminal.
    enum Multiplexer: Hashable {
        /// tmux on this machine, which has a command to give it a text besides.
        case tmux
        /// tmux before this machine, as over SSH.
        case remoteTmux
        case screen
        /// One of the two: `TERM` says so, as over SSH, and nothing says which.
        case unknown

        /// The one that the environment tells of, if any; the innermost where both do.
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

        /// What is known of a text that was sent through it.
        var delivery: ClipboardDelivery {
            switch self {
            case .tmux, .screen: .sent
            case .remoteTmux: .sentToTmux
            case .unknown: .sentToUnknown
            }
        }
    }

    /// The longest string that screen takes, less a little, in bytes; of a longer one it shows the
    /// rest on the screen.
    private static let screenLimit = 700

    /// The sequence that has a terminal take a text; nil where it is too long.
    static func sequence(for text: String, through multiplexer: Multiplexer?) -> String? {
        guard text.utf8.count <= limit else { return nil }
        let plain = "\u{1B}]52;c;\(base64(Array(text.utf8)))\u{07}"
        switch multiplexer {
        case nil: return plain
        case .tmux, .remoteTmux:
            // tmux takes the plain one where `set-clipboard` is on, and hands the wrapped one on
            // where `allow-passthrough` is; the other of the two it drops.
            let doubled = plain.replacing("\u{1B}", with: "\u{1B}\u{1B}")
            return plain + "\u{1B}Ptmux;\(doubled)\u{1B}\\"
        case .screen: return pieces(of: plain)
        case .unknown:
            // tmux takes the plain one, and would take a first piece of it for the whole.
            return plain.utf8.count < screenLimit ? plain + pieces(of: plain) : nil
        }
    }

    /// Wraps a sequence for screen, which puts pieces together.
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

/// What is known of a text that was copied.
package enum ClipboardDelivery: Hashable, Sendable {
    /// It was sent to the terminal; whether the terminal takes it is never told.
    case sent
    /// It was sent to tmux, which takes it only where `set-clipboard` is on.
    case sentToTmux
    /// It was sent to tmux or screen, without knowing which.
    case sentToUnknown
    /// It was not sent: the terminal takes no clipboard, or none of that length.
    case refused
}
