import Foundation
import Simulator

extension SimulatorServer {
    /// Lends simulated providers and shuts them down.
    static func with<Value>(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
        _ body: (SimulatorServer) async throws -> Value
    ) async throws -> Value {
        let server = try await start(configuration)
        do {
            let value = try await body(server)
            await server.shutdown()
            return value
        } catch {
            await server.shutdown()
            throw error
        }
    }

    /// The settings of a source that reads one of the vendors.
    func source(
        _ name: String, _ vendor: SimulatedVendor, key: String? = nil
    ) -> String {
        """
        [[source]]
        name = "\(name)"
        provider = "\(vendor.rawValue)"
        base-url = "\(baseURL(for: vendor))"
        token = "\(key ?? self.key(for: vendor))"
        interval = "1s"

        """
    }
}

/// The settings of a source at which nobody listens.
func deadSource(_ name: String) async throws -> String {
    try await SimulatorServer.with { $0.source(name, .well) }
}

extension Home {
    /// Opens the interface on what the simulated providers serve, once all of it is listed.
    func withInterface<Value>(
        on server: SimulatorServer, runs: Int = KnownWorld.runCount, columns: Int = 140,
        rows: Int = 40, _ body: (TerminalSession) async throws -> Value
    ) async throws -> Value {
        let config = try write(server.configText())
        return try await TerminalSession.with(
            in: self, columns: columns, rows: rows,
            running: [Program.path(), "--config", config]
        ) { terminal in
            try await terminal.wait(for: "\(runs) runs") { $0.held == runs }
            return try await body(terminal)
        }
    }
}

/// Lends a home and the interface on the known world.
func withInterface<Value>(
    columns: Int = 140, rows: Int = 40,
    _ body: (TerminalSession, SimulatorServer) async throws -> Value
) async throws -> Value {
    try await Home.with { home in
        try await SimulatorServer.with(KnownWorld.configuration) { server in
            try await home.withInterface(on: server, columns: columns, rows: rows) { terminal in
                try await body(terminal, server)
            }
        }
    }
}
