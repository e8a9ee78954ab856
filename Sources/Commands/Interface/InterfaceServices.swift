import OperatingSystem
import Engine
import Logging
import Runs
import RunTable
import UserConfiguration
import TUI

/// The services of the interface, by the engine, the settings and the system.
struct InterfaceServices: AppServices {
    let environment: [String: String]
    let monitor: Monitor
    let reloader: Reloader
    let settings: LiveSettings
    let isPolling: Bool
    let time: SteadyClock
    let logger: Logger
    /// Reads all themes, fitted to the terminal's colours.
    let shelf: @Sendable () -> ThemeShelf
    let report: @Sendable (App.Notice) -> Void

    func poll(_ source: SourceName?, _ reserve: ReserveUse) {
        guard isPolling else { return report(.status(StatusMessage("offline: nothing is polled"))) }
        Task {
            let answers = await monitor.poll(source, reserve: reserve)
            report(PollAnswer.notice(of: answers, settings.clock, at: time.now))
        }
    }

    func readOlder(_ question: RunQuestion) {
        Task {
            let answer = await monitor.readOlder(question)
            guard let news = answer.news(settings.clock, at: time.now) else { return }
            report(.older(news))
        }
    }

    func run(for key: RunKey) async -> Run? { await monitor.run(for: key) }

    func records(of keys: [RunKey]) async -> [RunKey: RunRecord] {
        await monitor.records(of: keys)
    }

    func themes() async -> ThemeShelf { shelf() }

    func reload() { Task { await reloader.reload() } }

    func keep(_ session: Session) { settings.sessionFile?.write(session, log: logger) }

    func browse(_ page: String) {
        Task {
            do throws(WebBrowser.Fault) {
                try await WebBrowser(environment: environment).open(page)
            } catch {
                report(.status(StatusMessage(error.words(page), .warning)))
            }
        }
    }

    func copy(_ text: String) {
        Task {
            guard let trouble = await CopiedText.hand(text, environment: environment)
            else { return }
            report(.status(trouble))
        }
    }

    func export(_ request: ExportRequest, _ listing: RunListing) async {
        let export = RunExport(
            environment: environment, records: { await monitor.records(of: $0) })
        await export.write(listing, request) { report(.export($0)) }
    }
}

extension WebBrowser.Fault {
    fileprivate func words(_ page: String) -> String {
        switch self {
        case .notHTTPS: "\(page) is not opened: only https is"
        case .commandNotFound(let name): "there is no \(name) to open \(page) with"
        case .commandFailed(let name, let code): "\(name) ended with \(code) for \(page)"
        }
    }
}

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
