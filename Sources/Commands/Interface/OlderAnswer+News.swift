import Engine
import Runs
import TUI

extension OlderAnswer {
    /// Words the answer for the interface; nil while an earlier request is in progress.
    func news(_ clock: ZonedClock, at now: Timestamp) -> OlderNews? {
        let outcomes: [SourceName: OlderOutcome]
        switch self {
        case .underWay: return nil
        case .offline:
            let words = "offline: no provider is asked for older runs"
            return OlderNews(found: 0, reached: nil, isCut: false, troubles: [words])
        case .asked(let asked): outcomes = asked
        }
        var found = 0
        var reached: [Timestamp] = []
        var isCut = false
        var troubles: [String] = []
        for (name, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            switch outcome {
            case .read(let count, let since):
                found += count
                reached.append(since)
            case .cut(let count):
                found += count
                isCut = true
            case .exhausted: break
            case .refused(let refusal):
                troubles.append("\(name.text): \(refusal.words(clock, at: now))")
            case .failed(let error):
                troubles.append("\(name.text): \(ProblemText.sentence(error))")
            case .elsewhere:
                troubles.append("\(name.text): another synctop polls it; scroll down there")
            }
        }
        return OlderNews(found: found, reached: reached.max(), isCut: isCut, troubles: troubles)
    }
}
