import ArgumentParser

/// Measures what tests must not: how quick, how punctual and how heavy synctop is.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measure synctop.",
        subcommands: [
            TableBenchmark.self, HistoryBenchmark.self, OpenBenchmark.self, IngestBenchmark.self,
            Fleet.self, Latency.self, Economy.self, Pictures.self, FleetServers.self,
        ])
}
