import OperatingSystem
import Foundation
package import Simulator

extension SimulatorServer {
    /// Runs the simulated providers until interrupted, with a configuration for them on standard
    /// output.
    ///
    /// - Returns: How the program ends.
    /// - Throws: A complaint that names the port where it is taken, or about standard output.
    package static func announce(
        _ configuration: SimulatorConfiguration
    ) async throws -> ExitStatus {
        try await serve(configuration) { server in
            try StandardOutput.print([server.configText()])
            await TerminationSignal.wait()
            return .fine
        }
    }

    /// Starts the simulated providers for some work.
    ///
    /// They serve until the process ends: stopping the server while a client connects may end the
    /// process with a trap.
    /// - Returns: What the work returned.
    /// - Throws: What the work threw, or a complaint that names the port where it is taken.
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

extension SimulatorConfiguration {
    /// Joins what the options of a command ask for.
    ///
    /// - Parameters:
    ///   - port: The port on 127.0.0.1; 0 takes any free one.
    ///   - seed: The seed of pipelines, runs and their outcomes.
    ///   - speed: How many times quicker than usual runs go.
    ///   - history: How many runs lie before the start.
    ///   - told: How many of these the APIs tell of, the newest; nil for all.
    ///   - plan: How many calls the LeadLex account has bought.
    ///   - faults: How vendors fail.
    ///   - spell: How long faults hold, and stay away, in turn; nil where they always hold.
    package init(
        port: Int, seed: UInt64, speed: Double, history: Int, told: Int?,
        plan: LeadLexPlan, faults: [SimulatedFault], spell: Duration?
    ) {
        self.init(
            port: port, seed: seed, speed: speed, history: history, told: told, leadLexPlan: plan,
            faults: FaultPlan(faults, spell: spell.map { $0 / .seconds(1) }))
    }
}
