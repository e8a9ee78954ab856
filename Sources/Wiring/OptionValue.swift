package import Logging
package import Runs
package import Simulator

/// Reads the values of options; what is wrong with one is a complaint of one line.
package enum OptionValue {
    /// Reads a duration above zero.
    package static func duration(_ text: String) throws(Complaint) -> Duration {
        guard let duration = RunDuration.parse(text), duration.milliseconds > 0 else {
            throw usage("a duration is written like 500ms, 60s, 5m or 1h30m.")
        }
        return .milliseconds(duration.milliseconds)
    }

    /// Reads statuses, as a list with commas.
    package static func statuses(_ text: String) throws(Complaint) -> Set<RunStatus> {
        var statuses: Set<RunStatus> = []
        for word in text.split(separator: ",") {
            guard let status = RunStatus(rawValue: String(word)) else {
                let known = RunStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw usage("no status is called \"\(word)\"; there are: \(known).")
            }
            statuses.insert(status)
        }
        return statuses
    }

    /// Reads faults of the simulated providers, as a list with commas.
    package static func faults(_ text: String) throws(Complaint) -> [SimulatedFault] {
        do throws(SimulatedFault.Mistake) {
            return try SimulatedFault.list(text)
        } catch {
            throw usage(error.sentence)
        }
    }

    /// Reads how much is logged.
    package static func logLevel(_ text: String) throws(Complaint) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw usage("the levels are \(known).")
        }
        return level
    }

    private static func usage(_ line: String) -> Complaint { Complaint([line], status: .usage) }
}

extension SimulatorServer {
    /// Runs the simulated providers for the length of some work.
    ///
    /// - Returns: What the work returned.
    /// - Throws: What the work threw, or a complaint that names the port where it is taken.
    package static func serve(
        _ configuration: SimulatorConfiguration,
        _ work: (SimulatorServer) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let server: SimulatorServer
        do {
            server = try await start(configuration)
        } catch {
            throw Complaint(
                [
                    "cannot listen on 127.0.0.1:\(configuration.port); is the port taken? "
                        + "(\(error))"
                ],
                status: .unavailable)
        }
        do {
            let status = try await work(server)
            await server.shutdown()
            return status
        } catch {
            await server.shutdown()
            throw error
        }
    }
}
