import Foundation
import Runs
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

/// Finds the address of a run's page, if its source has a template for it.
func webPages(of sources: [SourceSettings]) -> @Sendable (Run) -> String? {
    let links = Dictionary(
        sources.compactMap { source in source.webLink.map { (source.name, $0) } },
        uniquingKeysWith: { first, _ in first })
    return { run in
        links[run.source]?.url(pipeline: run.pipeline?.id.text ?? "", run: run.id.text)?
            .absoluteString
    }
}
