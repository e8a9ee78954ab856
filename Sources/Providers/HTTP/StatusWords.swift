import Runs

/// A vendor's status words, each with its status: one table for reading rows and for asking for
/// them. Capitals and blanks around a word make no difference.
struct StatusWords: ExpressibleByDictionaryLiteral, Sendable {
    private let words: [(word: String, status: RunStatus)]

    init(dictionaryLiteral words: (String, RunStatus)...) { self.words = words }

    /// The status of a vendor's word; unknown without a word, or for another one.
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
