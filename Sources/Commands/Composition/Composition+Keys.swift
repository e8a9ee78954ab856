import Providers
import Runs
import UserConfiguration
package import TUI

extension Composition {
    /// The keymap with the configured keys.
    package var keymap: Keymap { Keymap.applying(Self.overrides(config)).keymap }

    /// Reads a configuration file, and checks what only other modules can: keys, themes,
    /// certificates and the environment's proxy.
    /// - Throws: An error with every mistake in it, in its theme, and in the proxies to its
    ///   sources.
    static func read(
        _ file: String, _ origin: ConfigOrigin
    ) throws(CommandError) -> Config {
        var reading: ConfigReading
        do throws(ConfigurationError) {
            reading = try ConfigReading(
                of: file, environment: origin.environment,
                providers: ProviderRegistry.descriptions)
        } catch {
            throw CommandError(reading: error, origin.place)
        }
        for (number, mistake) in Keymap.applying(overrides(reading.config)).mistakes {
            let command = reading.config.keys[number].command
            reading.report(problem(mistake), at: EntryPath().key("keys").key(command))
        }
        checkCertificates(of: &reading, origin)
        // A theme that is not shown must not prevent reading runs.
        guard origin.themes == .shown || !reading.mistakes.isEmpty else { return reading.config }
        let mistakes = checkTheme(of: &reading, origin)
        let all = reading.mistakes.inFileOrder + mistakes
        guard all.isEmpty else {
            throw CommandError(mistakes: all.map(describe) + proxyMistakes(of: reading, origin))
        }
        return reading.config
    }

    /// Checks the theme. Returns the mistakes in the theme's own file.
    private static func checkTheme(
        of reading: inout ConfigReading, _ origin: ConfigOrigin
    ) -> [ConfigMistake] {
        do throws(ConfigurationError) {
            let library = try ThemeLibrary.standard(environment: origin.environment)
            _ = try library.theme(named: reading.config.theme)
            return []
        } catch {
            switch error {
            case .mistakes(let mistakes): return mistakes
            case .unknownTheme(let name, let known, let nearest):
                let problem = ConfigProblem.unknownTheme(name, known: known, nearest: nearest)
                reading.report(problem, at: EntryPath().key("theme"))
            case .homeUnset, .file:
                let reason = describe(error).joined(separator: "; ")
                reading.report(
                    .unreadableTheme(reading.config.theme, reason: reason),
                    at: EntryPath().key("theme"))
            }
            return []
        }
    }

    private static func overrides(_ config: Config) -> [KeyOverride] {
        config.keys.map { KeyOverride(command: $0.command, keys: $0.keys) }
    }

    private static func problem(_ mistake: KeyMistake) -> ConfigProblem {
        switch mistake {
        case .unknownCommand(let name, let known):
            .unknownCommand(
                name, known: known, nearest: EditDistance.nearestWord(to: name, among: known))
        case .unknownKey(let key): .badKey(key)
        case .taken(let key, let other): .takenKey(key, by: other.rawValue)
        case .repeated(let command): .repeatedCommand(command.rawValue)
        case .noWayOut: .noWayOut
        }
    }
}
