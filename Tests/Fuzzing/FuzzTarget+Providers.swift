import Providers
import Runs
import RunTable
import TUI

extension FuzzTarget {
    /// What each API may answer.
    static let providers: [FuzzTarget] = ProviderKind.numbered.map { kind in
        FuzzTarget(name: kind.rawValue, words: words(of: kind)) { bytes in
            var reading = ProviderReading(kind)
            await reading.read(bytes)
            return reading.violations.found
        }
    }

    private static func words(of kind: ProviderKind) -> [String] {
        let shared = [
            "\n\n", "HTTP 429\n", "HTTP 401\n", "HTTP 500\n", "Retry-After: 7\n", "{key}",
            "{odd}", "{odd-u}",
            "\"id\":", "\"data\":", "\"error\":", "\"message\":", "\"status\":", "NOTES {}\n\n",
        ]
        let own: [String] =
            switch kind {
            case .well:
                [
                    "\"attributes\":", "\"links\":{\"next\":", "\"created_at\":", "\"updated_at\":",
                    "\"in_progress\"", "\"scheduled\"", "\"relationships\":",
                ]
            case .supermetrics:
                ["\"logs\":", "\"log_time\":", "\"connectors\":", "\"duration_ms\":"]
            case .elasticPath:
                [
                    "\"meta\":", "\"timestamps\":", "\"processing_time\":", "\"succeeded\":",
                    "\"results\":{\"total\":", "\"links\":", "\"offset\":",
                ]
            case .leadlex:
                [
                    "\"workflows\":", "\"triggered_at\":", "\"skip_reason\":", "\"per_page\":",
                    "\"total\":",
                ]
            case .polytomic:
                [
                    "\"event\":", "\"execution_id\":", "\"type\":\"sync.failed\"",
                    "\"pagination\":{\"next_page_token\":", "\"completed_at\":",
                ]
            default: [String]()
            }
        return shared + own
    }
}

/// Two polls of a provider, and all that becomes of what they bring.
struct ProviderReading {
    /// The moment that is taken for now.
    static let now = Timestamp(milliseconds: 1_780_833_600_000)
    /// More pages than any walk of an input of some kilobytes has reason to ask for.
    private static let mostPages = 40
    private static let permit = CallPermit { CountedCall() }

    private(set) var violations = Violations()
    private let kind: ProviderKind
    private let source = SourceName("fuzz")
    private var table = RunTable()

    init(_ kind: ProviderKind) { self.kind = kind }

    /// Reads what an input says, twice, as the engine does.
    mutating func read(_ bytes: [UInt8]) async {
        let transport = FuzzTransport(bytes)
        guard let base = BaseURL("https://api.example.com") else { return }
        let redactor = Redactor()
        redactor.learn(Secret(FuzzTransport.odd))
        let client = APIClient(
            baseURL: base, secret: { Secret(FuzzTransport.key) }, transport: transport,
            redactor: redactor, now: { Self.now })
        let provider = provider(client)
        var pipelines: [Pipeline] = []
        do {
            pipelines = try await provider.pipelines(Self.permit)
        } catch {
            note(error)
        }
        var position = transport.position
        for round in 0..<Int64(2) {
            let now = Self.now.advanced(byMilliseconds: round * 60_000)
            position = await walk(provider, from: position, pipelines, now: now)
        }
        var outcome = RunOutcome(table, now: Self.now)
        await outcome.report()
        for words in outcome.violations.found { violations.expect(false, words) }
    }

    private func provider(_ client: APIClient) -> any Provider {
        switch kind {
        case .well: WellProvider(client: client)
        case .supermetrics: SupermetricsProvider(client: client, team: 1)
        case .elasticPath: ElasticPathProvider(client: client)
        case .leadlex: LeadLexProvider(client: client)
        default:
            PolytomicProvider(client: client, authentication: .basic(organization: "o"))
        }
    }

    /// Reads one poll's pages; hands back where it stood last.
    private mutating func walk(
        _ provider: any Provider, from start: ReadPosition?, _ pipelines: [Pipeline], now: Timestamp
    ) async -> ReadPosition? {
        var position = start
        let since = now.advanced(byMilliseconds: -86_400_000)
        for _ in 0..<Self.mostPages {
            do {
                let page = try await provider.page(
                    PageRequest(position: position, since: since, now: now, pipelines: pipelines),
                    Self.permit)
                take(page, now: now)
                position = kept(page.position)
                if !page.hasMore { return position }
            } catch {
                note(error)
                return position
            }
        }
        return position
    }

    private mutating func take(_ page: RunPage, now: Timestamp) {
        let records = page.observations.map { seen in
            RunRecord(seen, source: source, provider: kind, seenAt: now)
        }
        for record in records { expectKept(record) }
        _ = table.merge(RunBatch(source: source, records: records, pipelines: page.pipelines))
        for refusal in page.refusals {
            violations.expectHarmless(ProblemText.sentence(refusal), "a refusal's words")
        }
    }

    /// The position as a history hands it back.
    private mutating func kept(_ position: ReadPosition) -> ReadPosition {
        let text = JSONWriter.text(of: position.notes)
        let read = try? JSONParser.parse(Array(text.utf8))
        violations.expect(read == position.notes, "a position is not kept: \(text)")
        expectNoKey(Array(text.utf8), "a position")
        return position
    }

    private mutating func expectKept(_ record: RunRecord) {
        let read = record.bytes.withUnsafeBytes { try? RunRecord(bytes: $0, key: record.key) }
        violations.expect(read == record, "a record is not kept: \(record.key.id)")
        expectNoKey(record.bytes + Array(record.key.id.text.utf8), "a record")
        _ = record.summary
    }

    /// Takes note of a key that a vendor repeated; in JSON and in what `dump` writes there is a
    /// backslash before a quote.
    private mutating func expectNoKey(_ bytes: [UInt8], _ name: String) {
        let odd = FuzzTransport.odd
        for key in [FuzzTransport.key, odd, odd.replacing("\"", with: "\\\"")] {
            violations.expect(
                bytes.firstRange(of: Array(key.utf8)) == nil, "\(name) holds the key \(key)")
        }
    }

    private mutating func note(_ error: ProviderError) {
        var dumped = ""
        dump(error, to: &dumped)
        expectNoKey(Array(dumped.utf8), "an error")
        violations.expectHarmless(ProblemText.sentence(error), "an error's sentence")
        violations.expectHarmless(ProblemText.finding(error), "a finding's sentence")
        violations.expectHarmless(ProblemText.brief(error), "an error's chip")
        if let wait = error.retryAfter {
            violations.expect((0...86_400_000).contains(wait), "a wait of \(wait) ms")
        }
    }
}
