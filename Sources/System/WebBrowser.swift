import Foundation

/// The browser of whoever runs the program, as their system knows it.
package struct WebBrowser: Sendable {
    /// For how long its command is waited for; one that still runs then is taken for the browser
    /// itself.
    private static let patience = Duration.seconds(3)
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
        guard let executable = ChildProcess.executable(named: name, environment: environment)
        else { throw .commandNotFound(name) }
        let process: ChildProcess
        do {
            process = try ChildProcess(
                unheard: executable, arguments: [name, address], environment: environment)
        } catch {
            throw .commandNotFound(name)
        }
        if let code = await process.exitCode(within: Self.patience) {
            guard code == 0 else { throw .commandFailed(name, exitCode: code) }
            return
        }
        // The end of a browser is awaited only so that nothing of it is left behind.
        let pause = Self.longPause
        while !Task.isCancelled,
            await process.exitCode(within: pause, lookingEvery: pause) == nil
        {}
    }

    /// An https address as it is given to the command; nil for anything else.
    static func address(of page: String) -> String? {
        guard let parts = URLComponents(string: page), parts.scheme?.lowercased() == "https",
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil
        else { return nil }
        return parts.url?.absoluteString
    }
}
