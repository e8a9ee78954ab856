import ArgumentParser
import Foundation
import Simulator

/// The simulated accounts that a fleet reads, in a process of their own so that the fleet's
/// figures are its own. It ends when its standard input does.
struct FleetServers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet-servers", abstract: "Serve many simulated accounts.",
        shouldDisplay: false)

    /// The line behind the configuration.
    static let ready = "# ready"

    @Option(help: "How many simulators, each with one account at every vendor.") var count = 200
    @Option(help: "How many of the accounts answer; nothing listens for the others.") var alive:
        Int?
    @Option(help: "How often each account is polled.") var interval = "15s"
    @Option(help: "How many runs lie before the start, in each simulator.") var history = 50

    func run() async throws {
        var servers: [SimulatorServer] = []
        var blocks: [String] = []
        for index in 0..<count {
            let server = try await SimulatorServer.start(
                SimulatorConfiguration(seed: UInt64(index + 1), history: history))
            servers.append(server)
            blocks += sources(of: server, index: index)
        }
        let alive = alive ?? blocks.count
        let config = blocks.enumerated().map { index, block in
            index < alive ? block : dead(block)
        }
        let text = (config + [Self.ready]).joined(separator: "\n") + "\n"
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        while readLine() != nil {}
        for server in servers { await server.shutdown() }
    }

    /// The settings of a simulator's sources, each under a name of its own.
    private func sources(of server: SimulatorServer, index: Int) -> [String] {
        server.configText().components(separatedBy: "[[source]]").dropFirst().map { block in
            "[[source]]"
                + block
                .replacing("name     = \"", with: "name = \"\(index)-")
                .replacing("interval = \"1s\"", with: "interval = \"\(interval)\"")
        }
    }

    /// The same source at a port that nothing listens on.
    private func dead(_ block: String) -> String {
        block.replacing(#/127\.0\.0\.1:\d+/#, with: "127.0.0.1:9")
    }
}
