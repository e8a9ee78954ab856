import Settings
package import TUI

extension Composition {
    /// What each key does, by the table and the configuration.
    package var keymap: Keymap { Keymap.meeting(Self.wishes(config)).keymap }

    /// Checks the keys of a configuration.
    ///
    /// - Throws: Every mistake in them.
    static func checkKeys(of config: Config, file: String) throws(SettingsFailure) {
        let mistakes = Keymap.meeting(wishes(config)).mistakes.map { number, mistake in
            let setting = config.keys[number]
            return ConfigMistake(
                file: file, position: setting.position,
                path: EntryPath().key("keys").key(setting.command), problem: problem(mistake))
        }
        guard mistakes.isEmpty else { throw .mistakes(mistakes) }
    }

    private static func wishes(_ config: Config) -> [KeyWish] {
        config.keys.map { KeyWish(command: $0.command, keys: $0.keys) }
    }

    private static func problem(_ mistake: KeyMistake) -> ConfigProblem {
        switch mistake {
        case .unknownCommand(let name, let known):
            .unknownCommand(
                name, known: known, nearest: nearestWord(to: name, among: known))
        case .unknownKey(let key): .badKey(key)
        case .taken(let key, let other): .takenKey(key, by: other.rawValue)
        }
    }
}
