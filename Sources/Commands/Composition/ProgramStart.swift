import Foundation
import OperatingSystem
import Terminal

/// What the program does before it reads its arguments.
package enum ProgramStart {
    /// Prepares the process: its streams, its limits, its crash handler, its memory.
    /// - Throws: An error if too few files can be opened.
    package static func prepare() throws(CommandError) {
        StandardStreams.openMissing()
        ProcessHardening.apply()
        NcursesScreen.catchCrashes()
        do throws(OpenFiles.Shortage) {
            try OpenFiles.reserve()
        } catch {
            throw CommandError(
                [
                    "only \(error.free) more files can be opened, and synctop needs "
                        + "\(error.needed); raise the limit, as `ulimit -n \(error.wanted)` does "
                        + "in a shell"
                ], status: .unavailable)
        }
        // Last, because it starts a thread, which opens files.
        MemoryPools.share()
    }
}

extension CommandError {
    init(_ error: TerminalError) {
        let instead = "`synctop runs` prints the runs without the interface."
        switch error {
        case .notATerminal:
            self.init(["the interface needs a terminal", instead], status: .usage)
        case .noTerminalType:
            self.init(
                ["TERM is not set; try TERM=xterm-256color", instead], status: .usage)
        case .unknownTerminal(let name):
            let remedy =
                name.hasPrefix("xterm")
                ? "install the package ncurses-base or ncurses-term, or look at TERMINFO"
                : "try TERM=xterm-256color"
            self.init(
                ["no terminal is known as TERM=\(name); \(remedy)", instead], status: .usage)
        case .noDatabase:
            self.init(
                [
                    "there is no terminal database: install the package ncurses-base, "
                        + "or look at TERMINFO", instead,
                ], status: .usage)
        case .outOfMemory:
            self.init(["there is not enough memory for the interface", instead], status: .usage)
        case .unusableTerminal(let name):
            self.init(["TERM=\(name) cannot move its cursor", instead], status: .usage)
        case .inaccessible(let number):
            let reason = String(cString: strerror(number))
            self.init(["the terminal cannot be used: \(reason)", instead], status: .usage)
        }
    }
}
