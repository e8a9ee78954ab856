import OperatingSystem
import Foundation
package import Simulator

extension SimulatorServer {
    /// Runs the simulated providers until interrupted, and prints a configuration for them.
    /// - Throws: An error that names a port in use, or about standard output.
    package static func announce(
        _ configuration: SimulatorConfiguration
    ) async throws -> ExitStatus {
        try await serve(configuration) { server in
            try StandardOutput.print([server.configText()])
            await TerminationSignal.wait()
            return .fine
        }
    }

    /// Starts the simulated providers for some work, and returns its result. They serve until the
    /// process ends: stopping the server while a client connects may trap.
    /// - Throws: What the work throws, or an error that names a port in use.
    package static func serve(
        _ configuration: SimulatorConfiguration,
        _ work: (SimulatorServer) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let server: SimulatorServer
        do {
            server = try await start(configuration)
        } catch let error as PortUnavailable {
            let reason = String(cString: strerror(error.errorNumber))
            throw CommandError(
                [
                    "cannot listen on 127.0.0.1:\(error.port): \(reason)",
                    "Name another port with --port, or 0 for any that is free.",
                ], status: .unavailable)
        }
        return try await work(server)
    }
}
