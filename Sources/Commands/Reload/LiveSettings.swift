import Foundation
import Runs
import UserConfiguration
import Synchronization
import TUI

/// The present settings, readable from any task.
final class LiveSettings: Sendable {
    private let held: Mutex<Composition>

    init(_ composition: Composition) { held = Mutex(composition) }

    var current: Composition {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }

    var clock: ZonedClock { current.clock }

    /// The session file with the present settings; nil to keep no session.
    var sessionFile: SessionFile? {
        let current = current
        return current.sessionFile.map {
            SessionFile(path: $0, configuredTheme: current.config.theme)
        }
    }
}

/// Returns the URL of a run's page, if its source has a template for it.
func webPages(of sources: [SourceSettings]) -> @Sendable (Run) -> String? {
    let links = Dictionary(
        sources.compactMap { source in source.webLink.map { (source.name, $0) } },
        uniquingKeysWith: { first, _ in first })
    return { run in
        links[run.source]?.url(pipeline: run.pipeline?.id.text ?? "", run: run.id.text)?
            .absoluteString
    }
}
