import Providers
import Foundation
import Logging
import Runs
import RunTable
import UserConfiguration
import Simulator

/// The values of options, for completion by a shell.
package enum OptionWords {
    /// The log levels.
    package static var logLevels: [String] {
        Logger.Level.allCases.map(\.rawValue)
    }

    /// The plans of LeadLex.
    package static var plans: [String] { LeadLexPlan.all.map(\.word) }

    /// The kinds of faults.
    package static var faults: [String] { FaultKind.allCases.map(\.rawValue) }

    /// The sort keys, in both directions.
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

    /// Returns the sources of a command line's configuration; none if it cannot be read.
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
