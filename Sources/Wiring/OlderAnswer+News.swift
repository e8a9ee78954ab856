import Engine
import Runs
import TUI

extension OlderAnswer {
    /// Tells the interface what became of the wish; nil while an earlier one is carried out.
    var news: OlderNews? {
        guard case .asked(let outcomes) = self else { return nil }
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
            case .refused(let refusal): troubles.append("\(name.text): \(refusal.words)")
            case .failed(let error):
                troubles.append("\(name.text): \(ProblemText.sentence(error))")
            }
        }
        return OlderNews(found: found, reached: reached.max(), isCut: isCut, troubles: troubles)
    }
}
