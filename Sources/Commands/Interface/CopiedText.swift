import OperatingSystem
import UserConfiguration
import TUI

enum CopiedText {
    /// Loads a text into the buffer of the surrounding tmux, if any. Returns a warning on failure.
    static func hand(
        _ text: String, environment: [String: String]
    ) async -> StatusMessage? {
        guard let tmux = TmuxBuffer(environment: environment) else { return nil }
        do throws(TmuxBuffer.Fault) {
            try await tmux.load(text)
            return nil
        } catch {
            return StatusMessage(
                "sent to the terminal, but \(words(for: error)); "
                    + "tmux lets it through with set-clipboard on", .warning)
        }
    }

    private static func words(for fault: TmuxBuffer.Fault) -> String {
        switch fault {
        case .commandNotFound: "there is no tmux to run"
        case .commandFailed(let code): "tmux load-buffer ended with \(code)"
        case .noAnswer: "tmux load-buffer did not end"
        case .file(let error): describe(error)
        }
    }
}
