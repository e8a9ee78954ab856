import Foundation
import Synchronization

/// A terminal without a screen, which keeps every byte that is written to it.
///
/// What a program switched on and off stands in those bytes, whatever a real terminal would make of
/// them; and it can be taken away from the program at any moment.
final class PseudoTerminal {
    /// The path by which a program opens it.
    let path: String
    private let master: Int32
    /// Kept open for its settings to be asked for when no program has it open.
    private let slave: Int32
    private let written = Written()
    private let source: any DispatchSourceRead
    private let closings: AsyncStream<Void>

    private final class Written: Sendable {
        private let bytes = Mutex<[UInt8]>([])

        var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

        func readAll(of descriptor: Int32) {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { return }
                bytes.withLock { $0 += buffer.prefix(count) }
            }
        }
    }

    /// The system has no terminal to give.
    private struct Refusal: Error, CustomStringConvertible {
        let number: Int32
        var description: String { "no pseudo-terminal: \(String(cString: strerror(number)))" }
    }

    /// What was waited for was not written.
    private struct NeverWritten: Error, CustomStringConvertible {
        let what: String
        let text: String
        var description: String {
            "waited in vain for \(what); the last of what was written is \(text.suffix(500).debugDescription)"
        }
    }

    /// Opens a terminal of a size, in cells.
    init(columns: Int = 100, rows: Int = 30) throws {
        // Not inherited by what other tests start meanwhile: it would outlive its closing.
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0, let path = Self.unlocked(master) else { throw Refusal(number: errno) }
        self.path = path
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw Refusal(number: errno) }
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        self.master = master
        let queue = DispatchQueue(label: "synctop.tests.terminal")
        source = DispatchSource.makeReadSource(fileDescriptor: master, queue: queue)
        let (closings, closing) = AsyncStream.makeStream(of: Void.self)
        self.closings = closings
        source.setEventHandler { [written] in written.readAll(of: master) }
        source.setCancelHandler {
            close(master)
            closing.finish()
        }
        source.activate()
        resize(columns: columns, rows: rows)
    }

    /// Lets a terminal be opened by programs.
    ///
    /// - Returns: By which path.
    private static func unlocked(_ master: Int32) -> String? {
        #if canImport(Darwin)
            guard grantpt(master) == 0, unlockpt(master) == 0 else { return nil }
            return ptsname(master).map { String(cString: $0) }
        #else
            // What the functions of that name do, which Glibc keeps to itself.
            let (lock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
            var (isLocked, name): (Int32, UInt32) = (0, 0)
            guard ioctl(master, lock, &isLocked) == 0, ioctl(master, number, &name) == 0 else {
                return nil
            }
            return "/dev/pts/\(name)"
        #endif
    }

    deinit {
        source.cancel()
        close(slave)
    }

    /// All that was written to it.
    var text: String { written.text }

    /// Types a text.
    func type(_ text: String) {
        _ = text.withCString { write(master, $0, strlen($0)) }
    }

    /// Gives it another size, of which the program is told.
    func resize(columns: Int, rows: Int) {
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Takes it away, as closing a window does.
    func hangUp() async {
        source.cancel()
        for await _ in closings {}
    }

    /// Looks again and again at all that was written until it is as it should be.
    ///
    /// - Throws: The last of it where that does not come within half a minute.
    func wait(for what: String, until isMet: (String) async -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while await !isMet(text) {
            guard ContinuousClock.now < deadline else {
                throw NeverWritten(what: what, text: text)
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}

// MARK: - What a program leaves behind
extension PseudoTerminal {
    /// How the system treats what is typed and written: line by line and with an echo, or raw.
    struct Settings: Hashable {
        private let flags: [tcflag_t]
        private let controls: [UInt8]

        fileprivate init(_ settings: termios) {
            flags = [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag]
            controls = withUnsafeBytes(of: settings.c_cc) { Array($0) }
        }
    }

    /// How it is set now.
    var settings: Settings {
        var settings = termios()
        tcgetattr(slave, &settings)
        return Settings(settings)
    }

    /// What was asked of it so far.
    var modes: WrittenModes { WrittenModes(in: text) }
}

/// What a program asks of its terminal, going by what it wrote.
struct WrittenModes {
    /// What it changed: private modes by their numbers, `25` for the cursor; the `keypad`; the kept
    /// `title`.
    private(set) var changed: Set<String> = []
    /// What of it is not as it was at first.
    private(set) var left: Set<String> = []

    /// Reads a program's output.
    init(in text: String) {
        var titles = 0
        let pattern = /\u{1B}(?:\[\?([\d;]+)([hl])|([=>])|\[(22|23)[;\d]*t)/
        for match in text.matches(of: pattern) {
            if let numbers = match.1, let end = match.2 {
                for number in numbers.split(separator: ";") {
                    // Only the cursor and the wrapping of lines are on at first.
                    note(String(number), isLeft: (end == "h") != ["25", "7"].contains(number))
                }
            } else if let end = match.3 {
                note("keypad", isLeft: end == "=")
            } else {
                titles += match.4 == "22" ? 1 : -1
                note("title", isLeft: titles != 0)
            }
        }
    }

    private mutating func note(_ name: String, isLeft: Bool) {
        changed.insert(name)
        if isLeft { left.insert(name) } else { left.remove(name) }
    }
}
