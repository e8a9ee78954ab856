import Hummingbird
import Logging
import NIOCore

/// The simulated vendors on one loopback port, each under its own path prefix.
package struct SimulatorServer: Sendable {
    /// The port on 127.0.0.1.
    package let port: Int

    /// The past of each seeded vendor, in the order of the vendors.
    package let pasts: [SimulatedPast]

    private let configuration: SimulatorConfiguration
    private let keys: [SimulatedVendor: String]
    private let configLines: [SimulatedVendor: [String]]
    private let state: SimulatorState
    private let listener: any Channel
    private let running: Task<Void, any Error>

    /// Starts serving, and returns once connections are accepted. Installs no signal handlers and
    /// writes no log.
    /// - Throws: `PortUnavailable` if the port cannot be bound.
    package static func start(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration()
    ) async throws -> SimulatorServer {
        let settings = configuration.settings(startingAt: Moment(configuration.clock()))
        let apis = configuration.apis(on: settings)
        let given = configuration.worlds.map(\.vendor)
        let pasts = SimulatedVendor.allCases.filter { !given.contains($0) }.compactMap { vendor in
            settings[vendor].map { SimulatedPast(of: vendor, $0) }
        }
        let state = SimulatorState(
            apis: apis, faults: configuration.faults, clock: configuration.clock)
        let (listeners, continuation) = AsyncStream.makeStream(of: (any Channel).self)
        let application = Application(
            responder: SimulatorResponder(state: state),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: configuration.port)),
            onServerRunning: { continuation.yield($0) },
            logger: Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() })
        let running = Task {
            defer { continuation.finish() }
            try await application.run()
        }
        for await listener in listeners {
            guard let port = listener.localAddress?.port else { break }
            return SimulatorServer(
                port: port, pasts: pasts, configuration: configuration, keys: apis.mapValues(\.key),
                configLines: apis.mapValues { $0.credentialLines + $0.configLines }, state: state,
                listener: listener, running: running)
        }
        running.cancel()
        do {
            try await running.value
        } catch let error as IOError {
            throw PortUnavailable(port: configuration.port, errorNumber: error.errnoCode)
        }
        throw CancellationError()
    }

    /// Why nothing can be served.
    package struct PortUnavailable: Error, Hashable, Sendable {
        /// The requested port on 127.0.0.1.
        package let port: Int
        /// The system's error number.
        package let errorNumber: Int32
    }

    /// Stops listening, then serving, and closes every connection. NIO ends the process if the
    /// server is cancelled while a connection becomes active: `NIOAsyncWriter` must be finished
    /// first.
    package func shutdown() async {
        try? await listener.close()
        running.cancel()
        _ = await running.result
    }

    /// Returns the URL in front of a vendor's documented paths.
    package func baseURL(for vendor: SimulatedVendor) -> String {
        "http://127.0.0.1:\(port)/\(vendor.rawValue)"
    }

    /// Returns the API key that a vendor accepts.
    package func key(for vendor: SimulatedVendor) -> String {
        keys[vendor] ?? ""
    }
}

extension SimulatorServer {
    /// Returns a config with one source per vendor, named after it.
    package func configText() -> String {
        var blocks = ["# Simulated providers on this machine."]
        for vendor in configuration.listedVendors {
            let lines =
                [
                    "[[source]]",
                    "name     = \"\(vendor.rawValue)\"",
                    "provider = \"\(vendor.rawValue)\"",
                    "base-url = \"\(baseURL(for: vendor))\"",
                    "interval = \"1s\"",
                    "backfill = \"24h\"",
                ] + (configLines[vendor] ?? [])
            blocks.append(lines.joined(separator: "\n"))
        }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    /// Replaces what a vendor serves, from the next request on.
    package func serve(_ world: SimulatedWorld) async {
        let seed = configuration.seed(of: world.vendor)
        await state.serve(world.api(seed: seed), of: world.vendor)
    }

    /// Applies an override to a vendor's next responses, after those added before it.
    package func override(_ override: ResponseOverride, for vendor: SimulatedVendor) async {
        await state.add(override, to: vendor)
    }

    /// Removes a vendor's overrides.
    package func removeOverrides(for vendor: SimulatedVendor) async {
        await state.removeOverrides(of: vendor)
    }

    /// Returns how many requests a vendor has received.
    package func requestCount(for vendor: SimulatedVendor) async -> Int {
        await state.requestCount(of: vendor)
    }

    /// Returns the newest requests to a vendor, oldest first; thousands at most.
    package func requests(to vendor: SimulatedVendor) async -> [RecordedRequest] {
        await state.requests(to: vendor)
    }
}
