import Foundation
import Terminal

extension Complaint {
    /// Complains about a terminal that cannot show the interface.
    init(_ error: TerminalError) {
        let instead = "`synctop runs` prints the runs without the interface."
        switch error {
        case .notATerminal:
            self.init(["the interface needs a terminal", instead], status: .usage)
        case .noTerminalType:
            self.init(
                ["TERM is not set; try TERM=xterm-256color", instead], status: .usage)
        case .unknownTerminal(let name):
            self.init(
                ["no terminal is known as TERM=\(name); try TERM=xterm-256color", instead],
                status: .usage)
        case .unusableTerminal(let name):
            self.init(["TERM=\(name) cannot move its cursor", instead], status: .usage)
        case .inaccessible(let number):
            let reason = String(cString: strerror(number))
            self.init(["the terminal cannot be used: \(reason)", instead], status: .usage)
        }
    }
}
