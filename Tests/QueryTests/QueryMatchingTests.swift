import Runs
import RunTable
import Testing
import TestSupport

@testable import Query

struct QueryMatchingTests {
    private static let now = moment(12)

    private static let run = sample(
        "5c6d7e8f-9012", .failed, source: "prod-eu", provider: .polytomic
    ) {
        $0.pipeline = Pipeline(id: PipelineID("sync-77"), name: "Mercury Bank feed")
        $0.rawStatus = "sync.failed"
        $0.trigger = "Manual"
        $0.startedAt = moment(10)
        $0.finishedAt = moment(10, 1)
        $0.duration = 60_500
        $0.attempt = 2
        $0.httpStatus = 503
        $0.request = "POST /api/v2"
        $0.event = "sync.failed"
        $0.error = RunError(code: "AUTH_EXPIRED", message: "token timed out, Überprüfung")
        $0.metadata = .object([
            .init("records_synced", .number("128")),
            .init("ratio", .string("0.5")),
            .init("ok", .bool(false)),
            .init("note", .null),
            .init("skip_reason", .string("Paused by user")),
            .init("dotted.key", .string("x")),
            .init("warehouse", .object([.init("Region", .string("eu-west"))])),
            .init(
                "tables",
                .array([
                    .object([.init("name", .string("users"))]),
                    .object([.init("name", .string("orders"))]),
                ])),
        ])
    }

    /// A run of which nothing is known but its status.
    private static let bare = sample("bare", .queued, source: "other", firstSeen: moment(11))

    private static func matches(_ text: String, _ run: Run) throws -> Bool {
        QueryMatcher(try Query.parse(text), now: now).matches(run)
    }

    @Test(arguments: [
        "", "status:failed", "status:running,failed", "STATUS:Failed", "status:fail*",
        "status:/^f/", "provider:polytomic", "provider:POLY*", "source:prod-eu", "source:prod*",
        "source:*-EU", "source:p*-*u", "source:\"prod-eu\"", "id:5c6d*", "id:5C6D7E8F-9012",
        "id:/^5c.*12$/", "pipeline:bank", "pipeline:\"mercury bank\"", "pipeline:mercury*",
        "pipeline:*feed", "pipeline:sync-77", "pipeline:nope,BANK", "trigger:man",
        "trigger:manual", "event:sync.*", "event:failed", "request:\"post /api\"",
        "request:/api/v\\d/,zzz", "error:timed", "error:auth_expired", "error:überprüfung",
        "error:ÜBERPRÜFUNG", "error:\"expired: token\"", "error:/time(d )?out/",
        "error:token*", "error:*PRÜFUNG", "http:503", "http:>=500", "http:>500", "http:<=503",
        "http:<600", "http:=503", "http:404,>=500", "attempt:>1", "attempt:2", "duration:>60s",
        "duration:>=60500ms", "duration:<1m1s", "duration:60s", "duration:1m", "duration:=60500ms",
        "since:2h", "since:3h", "until:2h", "until:90m", "since:2026-06-07T10:00Z",
        "until:2026-06-07T10:00:00Z", "since:2026-06-07", "until:2026-06-07",
        "has:error", "has:metadata", "has:meta", "has:HTTP,related", "has:duration",
        "has:meta.warehouse.region", "has:meta.tables.name",
        "meta.records_synced:128", "meta.records_synced:128.0", "meta.records_synced:>=128",
        "meta.records_synced:1*", "meta.ratio:<1", "meta.ratio:0.5", "meta.ok:false",
        "meta.warehouse.region:EU-WEST", "meta.warehouse.region:eu*",
        "meta.warehouse.region:/w.st/", "meta.tables.name:orders", "meta.dotted.key:x",
        "meta.skip_reason:\"paused by user\"",
        "bank", "PROD", "timed", "expired", "sync.failed", "\"post /api\"", "5c6d", "-running",
        "bank timed", "nope or bank", "-(nope or other)", "bank,nope", "/b.nk/", "mercury*feed",
        "(nope or bank) status:failed -status:skipped",
    ])
    func `a run answers`(text: String) throws {
        #expect(try Self.matches(text, Self.run))
    }

    @Test(arguments: [
        "status:running", "-status:failed", "status:/ok|warn/,queued", "provider:well",
        "provider:poly", "source:prod", "source:rod*", "source:*prod", "source:*zz*", "id:5c6d",
        "pipeline:mercury*bank", "pipeline:nope", "trigger:man*x", "event:auth.*", "error:refused",
        "error:timed*", "http:404", "http:<503", "http:>503", "attempt:>2", "duration:<60s",
        "duration:61s", "duration:60400ms", "since:1h59m", "until:2h1m", "until:2026-06-06",
        "since:2026-06-08", "has:related", "has:meta.note", "has:meta.nothing",
        "meta.records_synced:12", "meta.records_synced:>128", "meta.records_synced:12.8",
        "meta.note:null", "meta.warehouse:eu*", "meta.warehouse.region:eu", "meta.ok:>0",
        "meta.skip_reason:>1", "meta.tables:users", "meta.nothing:*",
        "nope", "bank nope", "manual", "128", "sync-77", "-bank", "nope or other", "503 AUTH",
    ])
    func `a run does not answer`(text: String) throws {
        #expect(try !Self.matches(text, Self.run))
    }

    @Test(arguments: [
        "http:>0", "http:<999", "attempt:<9", "duration:<9w", "error:*", "pipeline:*", "event:*",
        "request:*", "trigger:*", "has:error", "has:duration", "meta.a:*", "meta.a:<1",
        "has:meta.a", "has:started",
    ])
    func `a missing value answers nothing but a negation`(text: String) throws {
        #expect(try !Self.matches(text, Self.bare))
        #expect(try Self.matches("-" + text, Self.bare))
    }

    @Test func `a run without a time is placed by when it was first seen`() throws {
        #expect(try Self.matches("since:1h", Self.bare))
        #expect(try !Self.matches("since:59m", Self.bare))
    }

    @Test func `an error filter finds the reasons that the screen shows`() throws {
        let skipped = sample("a", .skipped) {
            $0.metadata = .object([.init("skip_reason", .string("Quota used up"))])
        }
        #expect(try Self.matches("error:quota", skipped))
        #expect(try Self.matches("quota", skipped))
        let call = sample("a", .failed) {
            $0.httpStatus = 503
            $0.request = "GET /v2/reports"
        }
        #expect(try Self.matches("error:\"http 503\"", call))
        #expect(try !Self.matches("has:error", call))
    }

    @Test func `a running run's duration goes on`() throws {
        let running = sample("a", .running) { $0.startedAt = moment(11) }
        #expect(try Self.matches("duration:>59m", running))
        #expect(try !Self.matches("duration:>61m", running))
        let query = try Query.parse("duration:>90m")
        #expect(!QueryMatcher(query, now: moment(12)).matches(running))
        #expect(QueryMatcher(query, now: moment(13)).matches(running))
    }

    @Test(arguments: [
        ("straße", "STRAßE", true), ("ΟΔΟΣ", "οδος", true), ("ΟΔΟΣ", "οδοσ", true),
        ("İstanbul", "İSTANBUL", true), ("ПРИВЕТ мир", "привет", true), ("日本語", "本", true),
        ("日本語", "日本人", false), ("ascii only", "é", false), ("É", "é", true),
    ])
    func `case is disregarded beyond ASCII`(text: String, wanted: String, found: Bool) throws {
        let run = sample { $0.error = RunError(message: text) }
        #expect(try Self.matches("error:\"\(wanted)\"", run) == found)
    }

    @Test func `large numbers are compared exactly`() throws {
        let run = sample { $0.metadata = .object([.init("id", .number("9007199254740993"))]) }
        #expect(try Self.matches("meta.id:>9007199254740992", run))
        #expect(try !Self.matches("meta.id:9007199254740992", run))
    }

    @Test func `an expression that backtracks without end is given up`() throws {
        let run = sample { $0.error = RunError(message: String(repeating: "a", count: 60) + "!") }
        #expect(try !Self.matches("error:/^(a+)+$/", run))
    }

    @Test func `a query without text answers for every run`() {
        #expect(QueryMatcher(.everything, now: Self.now).matches(Self.bare))
    }

    /// A letter composed and decomposed, small and capital.
    private static let letters = ["caf\u{E9}", "cafe\u{301}", "CAF\u{C9}", "CAFE\u{301}"]
    /// Filters of every text field; `%` stands for the letter's word.
    private static let filters = [
        "pipeline:%", "pipeline:*%*", "source:%", "source:%*", "trigger:%", "event:%", "request:%",
        "error:%", "error:*%*", "error:/^a %$/", "error:/caf[\u{E9}]/", "error:/caf[e\u{301}]/",
        "id:%",
        "id:%*", "%", "\"a %\"", "meta.%:%", "meta.%:*%*", "has:meta.%", "meta.%:/%/",
    ]

    @Test(arguments: filters, letters)
    func `composed and decomposed letters match each other`(filter: String, typed: String) throws {
        let query = try Query.parse(filter.replacing("%", with: typed))
        for word in Self.letters {
            let run = record("\(word)", .failed, source: word) {
                $0.pipeline = .value(PipelineID("a \(word)"))
                $0.trigger = .value("a \(word)")
                $0.event = .value("a \(word)")
                $0.request = .value("a \(word)")
                $0.error = .value(RunError(message: "a \(word)"))
                $0.metadata = .value(.object([.init(word, .string(word))]))
            }
            var table = RunTable()
            table.merge(RunBatch(source: SourceName(word), records: [run]))
            #expect(QueryMatcher(query, now: Self.now).matches(table[0]), "\(word)")
            let listing = table.listing(RunListing.Request(query: query), now: Self.now)
            #expect(listing?.count == 1, "\(word)")
        }
    }

    @Test(arguments: ["cafe\u{301}", "caf\u{E9}"])
    func `a letter without an accent is another letter, however that one is encoded`(
        word: String
    ) throws {
        var table = RunTable()
        let run = record("1", .failed) { $0.error = .value(RunError(message: "a \(word) b")) }
        table.merge(RunBatch(source: SourceName("well-prod"), records: [run]))
        for (filter, count) in [("cafe", 0), ("error:cafe", 0), ("caf", 1), ("error:*cafe*", 0)] {
            let query = try Query.parse(filter)
            #expect(QueryMatcher(query, now: Self.now).matches(table[0]) == (count == 1))
            let listing = table.listing(RunListing.Request(query: query), now: Self.now)
            #expect(listing?.count == count, "\(filter)")
        }
    }

    @Test(
        arguments: [
            ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"), ("\u{304B}\u{3099}", "\u{304C}"),
            ("\u{212A}", "k"), ("\u{2126}", "\u{3A9}"), ("\u{212B}", "\u{E5}"),
            ("o\u{302}\u{323}", "\u{1ED9}"), ("\u{1F71}", "\u{3AC}"), ("\u{F900}", "\u{8C48}"),
            ("\u{37E}", ";"), ("q\u{307}\u{323}", "q\u{323}\u{307}"),
        ])
    func `texts that are canonically the same fold to the same bytes`(left: String, right: String) {
        #expect(CaseFold.bytes(of: left) == CaseFold.bytes(of: right))
    }
}
