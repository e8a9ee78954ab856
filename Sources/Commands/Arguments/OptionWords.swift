import Providers
import Foundation
import Logging
import Runs
import RunTable
import UserConfiguration
import Simulator

/// The words that a shell completes the values of options with.
package enum OptionWords {
    /// How much is told in the log.
    package static var logLevels: [String] {
        Logger.Level.allCases.map(\.rawValue)
    }

    /// What limits LeadLex has.
    package static var plans: [String] { LeadLexPlan.all.map(\.word) }

    /// In which ways calls can fail.
    package static var faults: [String] { FaultKind.allCases.map(\.rawValue) }

    /// What runs are sorted by, either way round.
    package static var orders: [String] {
        SortKey.allCases.map(\.rawValue) + SortKey.allCases.map { "-" + $0.rawValue }
    }

    /// The themes in the binary and the user's own.
    package static var themes: [String] {
        let environment = ProcessInfo.processInfo.environment
        guard
            case .success(let library) = Result(catching: {
                try ThemeLibrary.standard(environment: environment)
            })
        else { return [] }
        return library.names
    }

    /// The names of the sources in the configuration that a command line is about; none where it
    /// cannot be read.
    ///
    /// - Parameters:
    ///   - words: The words of the command line.
    ///   - environment: Where the configuration is known from.
    /// - Returns: The names.
    package static func sources(
        in words: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        var file = words.firstIndex(of: "--config").flatMap { place -> String? in
            words.indices.contains(place + 1) ? words[place + 1] : nil
        }
        for word in words where word.hasPrefix("--config=") {
            file = String(word.dropFirst("--config=".count))
        }
        guard
            case .success(let reading) = Result(catching: {
                let paths = try ConfigPaths(environment: environment, override: file)
                return try ConfigReading(
                    of: paths.configFile, environment: environment,
                    providers: ProviderRegistry.descriptions)
            })
        else { return [] }
        return reading.config.sources.map(\.name.text)
    }
}
