import Foundation

/// The user's web browser.
package struct WebBrowser: Sendable {
    /// The timeout of its command; one that still runs then counts as the browser itself.
    private static let timeout = Duration.seconds(3)
    private static let longPause = Duration.seconds(10)

    #if canImport(Darwin)
        private static let command = "open"
    #else
        private static let command = "xdg-open"
    #endif

    private let environment: [String: String]

    /// Why a page was not opened.
    package enum Fault: Error, Hashable, Sendable {
        case notHTTPS
        case commandNotFound(String)
        case commandFailed(String, exitCode: Int32)
    }

    package init(environment: [String: String]) { self.environment = environment }

    /// Opens a page. The address is parsed, rebuilt and passed as the only argument, without a
    /// shell. Returns when the command ends.
    /// - Throws: Why the page was not opened.
    package func open(_ page: String) async throws(Fault) {
        guard let address = Self.address(of: page) else { throw .notHTTPS }
        let name = Self.command
        guard let executable = ChildProcess.executable(named: name, environment: environment)
        else { throw .commandNotFound(name) }
        let process: ChildProcess
        do {
            process = try ChildProcess(
                discardingOutputOf: executable, arguments: [name, address], environment: environment
            )
        } catch {
            throw .commandNotFound(name)
        }
        if let code = await process.exitCode(within: Self.timeout) {
            guard code == 0 else { throw .commandFailed(name, exitCode: code) }
            return
        }
        // Waits for the end of a browser only to leave no zombie behind.
        let pause = Self.longPause
        while !Task.isCancelled,
            await process.exitCode(within: pause, lookingEvery: pause) == nil
        {}
    }

    /// An https address for the command; nil for anything else.
    static func address(of page: String) -> String? {
        guard let parts = URLComponents(string: page), parts.scheme?.lowercased() == "https",
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil
        else { return nil }
        return parts.url?.absoluteString
    }
}
