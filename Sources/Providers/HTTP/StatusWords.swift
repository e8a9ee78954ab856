import Runs

/// The words of a vendor's, each for how a run stands: one table for what is read and what is asked
/// for. A word means the same in capitals and with blanks around it.
struct StatusWords: ExpressibleByDictionaryLiteral, Sendable {
    private let words: [(word: String, status: RunStatus)]

    init(dictionaryLiteral words: (String, RunStatus)...) { self.words = words }

    /// How a run stands for which a vendor has a word; unknown where there is none, or another one.
    func status(of raw: (some StringProtocol)?) -> RunStatus {
        guard let raw else { return .unknown }
        let plain = Self.plain(raw)
        return words.first { $0.word == plain }?.status ?? .unknown
    }

    /// The words for some statuses.
    func words(for statuses: Set<RunStatus>) -> [String] {
        words.filter { statuses.contains($0.status) }.map(\.word)
    }

    /// A word as it is compared.
    static func plain(_ raw: some StringProtocol) -> String { Row.trimmed(raw).lowercased() }
}
