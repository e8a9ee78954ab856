import OperatingSystem
import Commands
import Engine
import Foundation
import Logging
import Providers
import Runs
import UserConfiguration
import Simulator
import Synchronization
import Testing

struct ProgramLogTests {
    private static let canary = "wk_C4nary+Yellow/Bird"

    /// Writes into a file of its own, and hands back the lines.
    private func lines(
        level: Logger.Level = .trace, _ body: (ProgramLog) async throws -> Void
    ) async throws -> [String] {
        let path = NSTemporaryDirectory() + "log-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(.interface(level: level, file: path) { Issue.record("\($0)") })
        let text = FileManager.default.contents(atPath: path) ?? Data()
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The line without its time.
    private func timeless(_ line: String) -> String {
        String(line.drop { $0 != " " }.dropFirst())
    }

    private func exchange(
        _ reply: Result<HTTPReply, ProviderError>, form: Secret? = nil, log: ProgramLog
    ) async throws {
        let transport = ObservedTransport(Answering(outcome: reply), now: { now }) { exchange in
            exchange.report(log.logger)
        }
        let call = HTTPCall(
            url: "https://api.example.com/v1/x?cursor=a%20b&key=\(Self.canary)", headers: [],
            authorization: Secret("Bearer \(Self.canary)"), form: form)
        _ = try? await transport.send(call)
    }

    /// A transport with one answer.
    private struct Answering: Transport {
        let outcome: Result<HTTPReply, ProviderError>

        func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply { try outcome.get() }
    }

    private func reply(_ status: Int, _ body: String) -> HTTPReply {
        HTTPReply(
            status: status,
            headers: HeaderFields([
                HeaderField("X-Request-ID", "req 1"), HeaderField("X-RateLimit-Remaining", "7"),
            ]), body: Array(body.utf8))
    }

    @Test func `an event is a line of pairs, quoted where they need it`() async throws {
        let lines = try await lines { log in
            var logger = log.logger
            logger[metadataKey: "source"] = "shop"
            logger.info(
                "poll ended",
                metadata: ["b": "two words", "a": "1", "c": "say \"hi\"\n\u{1B}[2J\u{7}=", "d": ""])
        }
        try #require(lines.count == 1)
        #expect(lines[0].hasPrefix("time=20"))
        #expect(
            timeless(lines[0])
                == #"level=info event="poll ended" source=shop a=1 b="two words" "#
                + #"c="say \"hi\"^J^G=" d="""#)
    }

    @Test func `a call is told without its query, a failed one with the reason`() async throws {
        let lines = try await lines(level: .info) { log in
            try await exchange(.success(reply(200, "{}")), log: log)
            try await exchange(.success(reply(503, "")), log: log)
            try await exchange(.failure(.unreachable(.timedOut)), log: log)
        }
        #expect(
            lines.map(timeless) == [
                "level=info event=request budget_left=7 bytes=2 method=GET ms=0 path=/v1/x "
                    + #"request_id="req 1" status=200"#,
                "level=notice event=request budget_left=7 bytes=0 method=GET ms=0 path=/v1/x "
                    + #"request_id="req 1" status=503"#,
                "level=notice event=request error=\"no whole answer in time; retried automatically; "
                    + "if it keeps failing, check base-url and the network\" method=GET ms=0 path=/v1/x",
            ])
    }

    @Test(arguments: [
        (199, "notice"), (200, "info"), (204, "info"), (299, "info"), (300, "notice"),
        (404, "notice"),
    ])
    func `a call is worth a notice unless it succeeded`(status: Int, level: String) async throws {
        let lines = try await lines(level: .info) { log in
            try await exchange(.success(reply(status, "")), log: log)
        }
        #expect(lines.count == 1)
        #expect(lines.first.map(timeless)?.hasPrefix("level=\(level) event=request") == true)
    }

    @Test func `a value is cut where it is longer than a line may be`() async throws {
        let lines = try await lines { log in
            log.logger.info("a", metadata: ["x": "\(String(repeating: "x", count: 4_096))"])
            log.logger.info("b", metadata: ["x": "\(String(repeating: "x", count: 4_097))"])
        }
        #expect(
            lines.map(timeless) == [
                "level=info event=a x=" + String(repeating: "x", count: 4_096),
                "level=info event=b x=" + String(repeating: "x", count: 4_095) + "…",
            ])
    }

    @Test func `without a level, what is at info or graver is told`() async throws {
        let path = NSTemporaryDirectory() + "log-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = ProgramLog.interface(level: nil, file: path) { Issue.record("\($0)") }
        for level in Logger.Level.allCases { log.logger.log(level: level, "\(level)") }
        let text = String(
            decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        let events = text.matches(of: /event=(\w+)/).map { String($0.1) }
        #expect(events == ["info", "notice", "warning", "error", "critical"])
    }

    @Test func `a body is told at the level of trace alone, and never the secrets in it`()
        async throws
    {
        let body = #"{"token":"\#(Self.canary)","n":"visible"}"#
        for level in Logger.Level.allCases {
            let lines = try await lines(level: level) { log in
                log.redactor.learn(Secret(Self.canary))
                try await exchange(.success(reply(200, body)), log: log)
                // What a secret is exchanged for is a secret that nobody has learnt yet.
                try await exchange(
                    .success(reply(200, #"{"access_token":"fresh"}"#)), form: Secret("f=1"),
                    log: log)
            }
            let text = lines.joined(separator: "\n")
            #expect(text.contains("visible") == (level == .trace))
            #expect(!text.contains("C4nary") && !text.contains("Yellow"))
            #expect(!text.contains("fresh"))
        }
    }

    @Test func `the credentials of the systems that a vendor connects are in no log`() async throws
    {
        let server = try await SimulatorServer.start(SimulatorConfiguration(history: 20))
        let composition = try Composition(simulated: server.configText())
        let lines = try await lines { log in
            _ = try await SourceCheck().check(composition, log: log)
        }
        await server.shutdown()
        let answers = lines.filter { $0.contains("event=answer") && $0.contains("path=/well") }
        #expect(answers.contains { $0.contains(#"\"access_token\":\"<secret>\""#) })
        #expect(!lines.contains { $0.contains("ya29") || $0.contains("1//0g") })
    }

    @Test func `a secret that an escape sequence splits is taken out as well`() async throws {
        let lines = try await lines { log in
            log.redactor.learn(Secret(Self.canary))
            log.logger.error("wk_C4nary\u{1B}[0m+Yellow/Bird", metadata: ["x": "\(Self.canary)"])
        }
        #expect(lines.map(timeless) == ["level=error event=<secret> x=<secret>"])
    }

    @Test(arguments: ["500", "401", "html", "429"])
    func `a whole check of failing providers at trace shows no secret`(fault: String) async throws {
        let plan = FaultPlan(try SimulatedFault.list(fault))
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(history: 20, faults: plan))
        let text = server.configText()
        let composition = try Composition(simulated: text)
        let lines = try await lines { log in
            _ = try await SourceCheck().check(composition, log: log)
        }
        await server.shutdown()
        #expect(lines.count >= 2 * SimulatedVendor.allCases.count)
        for secret in secrets(in: text) {
            for line in lines where line.contains(secret) { Issue.record("\(secret): \(line)") }
        }
    }

    /// The secrets that a configuration holds.
    private func secrets(in config: String) -> [String] {
        config.matches(of: /(?:token|client-secret) *= *"([^"]+)"/).map { String($0.1) }
    }

    @Test func `lines of many tellers at once stand in the order of their times`() async throws {
        let path = NSTemporaryDirectory() + "log-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = LogFile(path: path) { Issue.record("\($0)") }
        let moment = Mutex(now)
        let log = LineLog(file, level: .info, redact: { $0 }) {
            let told = moment.withLock { moment in
                moment = moment.advanced(byMilliseconds: 1)
                return moment
            }
            // Some are slow between the look at the clock and the writing.
            let work = (0..<(told.milliseconds % 7) * 300).reduce(0, &+)
            return work < 0 ? now : told
        }
        let logger = Logger(label: "test") { _ in log }
        await withDiscardingTaskGroup { group in
            for teller in 0..<8 {
                group.addTask {
                    for line in 0..<100 { logger.info("\(teller)-\(line)") }
                }
            }
        }
        let text = FileManager.default.contents(atPath: path) ?? Data()
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let times = lines.map { $0.prefix { $0 != " " } }
        #expect(times.count == 800)
        #expect(times == times.sorted())
    }

    @Test func `without a file nothing is told, and nothing is written`() async throws {
        let log = ProgramLog.interface(level: .trace, file: nil) { Issue.record("\($0)") }
        log.logger.error("nobody hears it")
        #expect(try Composition(simulated: "").logFile == nil)
    }

    @Test func `a file that cannot be written is a notice`() async throws {
        let notices = Mutex<[String]>([])
        let log = ProgramLog.interface(level: nil, file: "/dev/null/x") { line in
            notices.withLock { $0.append(line) }
        }
        log.logger.info("one")
        log.logger.info("two")
        #expect(
            notices.withLock { $0 } == ["the log /dev/null/x cannot be written: Not a directory"])
    }
}
