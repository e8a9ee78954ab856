import UserConfiguration
import Synchronization
import TUI

/// The settings that are in force, for whoever asks at any moment.
final class LiveSettings: Sendable {
    private let held: Mutex<Composition>

    init(_ composition: Composition) { held = Mutex(composition) }

    /// The settings in force now.
    var current: Composition {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }

    /// The clock that times are shown by now.
    var clock: ZonedClock { current.clock }

    /// The file of the session, as it is written now; nil where nothing is remembered.
    var sessionFile: SessionFile? {
        let current = current
        return current.sessionFile.map {
            SessionFile(path: $0, configuredTheme: current.config.theme)
        }
    }
}
