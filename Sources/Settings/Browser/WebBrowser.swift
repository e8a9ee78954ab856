import Foundation

/// The browser of whoever runs the program, as their system knows it.
package struct WebBrowser: Sendable {
    /// For how many pauses its command is waited for; one that still runs then is taken for the
    /// browser itself, whose end is awaited only so that nothing of it is left behind.
    private static let patience = 60
    private static let pause = Duration.milliseconds(50)
    private static let longPause = Duration.seconds(10)

    #if canImport(Darwin)
        private static let command = "open"
    #else
        private static let command = "xdg-open"
    #endif

    private let environment: [String: String]

    /// Why a page was not opened.
    package enum Fault: Error, Hashable, Sendable {
        /// It is no https address.
        case notHTTPS
        /// There is no such command.
        case commandNotFound(String)
        /// The command ended with this code.
        case commandFailed(String, exitCode: Int32)
    }

    /// Looks for the browser in an environment.
    package init(environment: [String: String]) { self.environment = environment }

    /// Opens a page. The address is taken apart and put together anew, and given to the command
    /// as its only word, without a shell. Ends with the command.
    ///
    /// - Throws: Why the page was not opened.
    package func open(_ page: String) async throws(Fault) {
        guard let address = Self.address(of: page) else { throw .notHTTPS }
        let name = Self.command
        guard let executable = SecretCommand.executable(named: name, environment: environment)
        else { throw .commandNotFound(name) }
        let process: ChildProcess
        do {
            process = try ChildProcess(
                unheard: executable, arguments: [name, address], environment: environment)
        } catch {
            throw .commandNotFound(name)
        }
        var pauses = 0
        while true {
            let isBrowser = pauses >= Self.patience
            if let code = process.exitCode() {
                guard code != 0, !isBrowser else { return }
                throw .commandFailed(name, exitCode: code)
            }
            let pause = isBrowser ? Self.longPause : Self.pause
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            pauses += 1
        }
    }

    /// An https address as it is given to the command; nil for anything else.
    static func address(of page: String) -> String? {
        guard let parts = URLComponents(string: page), parts.scheme?.lowercased() == "https",
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil
        else { return nil }
        return parts.url?.absoluteString
    }
}
