import Query
import Testing
import TestSupport

@testable import Runs

/// Pairs of messages as vendors and databases write them: what is the same error, and what is
/// another one.
struct FingerprintTests {
    private static let same: [(String, String)] = [
        // Counts, times, sizes.
        ("timed out after 5s", "timed out after 42s"),
        ("timed out after 30 s", "timed out after 4.5 s"),
        ("retry in 1h30m", "retry in 45m"),
        ("file of 300MB is too large", "file of 5MB is too large"),
        ("Error: 15 rows could not be written", "Error: 3 rows could not be written"),
        ("12 of 500 records were refused", "7 of 1200 records were refused"),
        ("processed 200 rows, then stopped", "processed 503 rows, then stopped"),
        ("failed with 200 rows pending", "failed with 31 rows pending"),
        ("quota resets at 2026-06-07T08:00:00.000Z.", "quota resets at 2026-11-30T23:59:59Z."),
        ("last seen 2026-06-07 08:00:00 UTC", "last seen 2025-12-31 17:22:01 UTC"),
        ("expired on Mon, 30 Nov 2026 10:00:00 GMT", "expired on Tue, 1 Dec 2026 09:12:44 GMT"),
        ("window 08:00:01 to 09:00:02 is closed", "window 11:30:00 to 12:45:10 is closed"),
        ("token expired 1764489600 seconds ago", "token expired 12 seconds ago"),
        ("attempt 3 of 5 failed", "attempt 4 of 5 failed"),
        ("progress stuck at 12%", "progress stuck at 97%"),
        // Identifiers.
        (
            "user 5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b is gone",
            "user 00000000-0000-4000-8000-000000000001 is gone"
        ),
        ("job req_8f3k29x failed", "job req_02k1ppq7 failed"),
        ("commit da7b1d3e is missing", "commit 0f91e2ac77 is missing"),
        ("Slack channel * is archived", "Slack channel C0421 is archived"),
        ("Slack channel C0421 is archived", "Slack channel C99X17 is archived"),
        ("connector T3S70 is disabled", "connector T1M04 is disabled"),
        ("workflow wf_01HY1 not found", "workflow wf_99ZZ3 not found"),
        ("customer cus_9s6XKzkNRiz8i3 has no card", "customer cus_4fdAW5ftNQow1a has no card"),
        ("cursor CAESJTVhZGRhabcdef1x is gone", "cursor CAESKQoZOPqrs99tuv2 is gone"),
        ("request_id=abcdefgh failed", "request_id=zyxwvuts failed"),
        (#"lock held by {"id":"alpha"}"#, #"lock held by {"id":"bravo"}"#),
        ("partition 17 is offline", "partition 3 is offline"),
        ("shard12 is read-only", "shard7 is read-only"),
        ("column_1 is null", "column_10 is null"),
        ("card ending in ****4242 was declined", "card ending in ****0005 was declined"),
        ("row 18: cannot cast '' to a number", "row 9042: cannot cast '' to a number"),
        // Addresses and paths.
        ("no route to 10.0.0.7:443", "no route to 192.168.100.21:8443"),
        ("connect to [2001:db8::1]:5432 refused", "connect to [fe80::17ab:1]:5433 refused"),
        ("mail ops@example.org bounced", "mail a.b+c@mail.example.com bounced"),
        (
            "cannot read https://example.org/a?b=1, giving up",
            "cannot read http://10.1.2.3/x, giving up"
        ),
        ("Error: /tmp/job-abcdef/x.csv not found", "Error: /tmp/job-zyxwvu/x.csv not found"),
        ("open /tmp/tmpab3dk.csv: no such file", "open /tmp/tmpzz91x.csv: no such file"),
        (
            "cannot write /var/folders/ab/cdefgh/T/out.json",
            "cannot write /var/folders/xy/zabcde/T/out.json"
        ),
        ("GET /reports/da7b1d3e/status failed", "GET /reports/17/status failed"),
        ("HTTP 503 GET /v2/reports/17", "HTTP 503 GET /v2/reports/18"),
        ("crash at 0x7ffe1234abcd", "crash at 0x55d0c0ffee10"),
        // JSON with an address, an id or a time in it.
        (
            #"{"error":"timeout","url":"https://a.example.com/x?y=1"}"#,
            #"{"error":"timeout","url":"https://b.example.com/z"}"#
        ),
        (
            #"{"code":429,"message":"slow down","request_id":"req_abc","at":1764489600}"#,
            #"{"code":429,"message":"slow down","request_id":"req_xyz","at":1764489731}"#
        ),
        (#"{"retry":199,"code":"E"}"#, #"{"retry":6,"code":"E"}"#),
        // The same accent in two encodings.
        ("caf\u{E9} is closed", "cafe\u{301} is closed"),
    ]

    private static let different: [(String, String)] = [
        // Codes of HTTP.
        ("HTTP 429", "HTTP 503"),
        ("HTTP/1.1 502 Bad Gateway", "HTTP/1.1 504 Gateway Timeout"),
        ("HTTP/2 401", "HTTP/2 403"),
        ("HTTP_503", "HTTP_429"),
        ("request failed with status code 400", "request failed with status code 422"),
        ("status=500", "status=502"),
        ("status: 404", "status: 410"),
        ("server returned 502", "server returned 504"),
        ("got 502 from the gateway", "got 429 from the gateway"),
        ("upstream responded with 500", "upstream responded with 503"),
        ("503 Service Unavailable", "403 Forbidden"),
        ("the call was refused (429)", "the call was refused (451)"),
        ("HTTP 503 GET /v2/reports/17", "HTTP 503 GET /v2/invoices/17"),
        // Databases.
        ("ERROR: duplicate key (SQLSTATE 23505)", "ERROR: duplicate key (SQLSTATE 23503)"),
        ("SQLSTATE[HY000] [2002] refused", "SQLSTATE[42S02] [2002] refused"),
        ("ERROR 1045 (28000): Access denied", "ERROR 1049 (42000): Access denied"),
        ("ORA-00942: table or view does not exist", "ORA-01017: table or view does not exist"),
        ("E11000 write failed", "E11600 write failed"),
        ("002003 (02000): SQL compilation error", "002043 (02000): SQL compilation error"),
        ("SQL error 1205", "SQL error 1213"),
        // Systems and languages.
        ("exit code 1", "exit code 137"),
        ("exited with code 2", "exited with code 143"),
        ("command failed: exit status 1", "command failed: exit status 127"),
        ("killed by signal 9", "killed by signal 15"),
        ("[Errno 111] refused", "[Errno 113] refused"),
        ("COM error 0x80070005", "COM error 0x80004005"),
        ("rpc error: code = 14", "rpc error: code = 4"),
        ("AADSTS50034: sign-in failed", "AADSTS700016: sign-in failed"),
        ("Error #100 from the API", "Error #190 from the API"),
        ("190: the call failed", "200: the call failed"),
        // Codes in JSON.
        (#"{"code":429,"message":"no"}"#, #"{"code":503,"message":"no"}"#),
        (#"{"error":{"status": 401,"id":"a"}}"#, #"{"error":{"status": 403,"id":"b"}}"#),
        (
            #"{"error":"timeout","url":"https://a.example.com"}"#,
            #"{"error":"refused","url":"https://a.example.com"}"#
        ),
        // Words.
        ("column name is missing", "column email is missing"),
        ("AUTH_EXPIRED: token was revoked", "AUTH_REVOKED: token was revoked"),
        ("cannot read S3 bucket", "cannot read R2 bucket"),
        ("OAuth1 is not supported", "OAuth2 is not supported"),
        ("file is no UTF8", "file is no UTF16"),
        ("/etc/ssl/cert.pem is unreadable", "/etc/ssl/key.pem is unreadable"),
        ("/tmp/job-abcdef/x.csv is empty", "/tmp/job-abcdef/x.json is empty"),
    ]

    /// Messages that are nothing but what differs from one message to the next.
    private static let bare = [
        // Numbers.
        "1", "11", "502", "-1", "#17", "(12)", "[42]", #""42""#, "97%", "17/20", "1,200", "4.5",
        "4242 17", "****4242",
        // Identifiers.
        "5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b", "00000000-0000-4000-8000-000000000001",
        "{00000000-0000-4000-8000-000000000001}", "da7b1d3e", "0f91e2ac77", "cus9s6XKzkNRiz8i3",
        "0x7ffe1234abcd", "deadbeef", "DEADBEEF",
        // Addresses and times.
        "10.0.0.7", "10.0.0.7:443", "[2001:db8::1]:5432", "ops@example.org", "<ops@example.org>",
        "https://example.org/a?b=1", "https://example.org/a?b=12", "2026-06-07T08:00:00Z",
        // Others of one word.
        "timeout", "TIMEOUT", "timeout.", "cafe\u{301}", "a\\d", "/etc/ssl/cert.pem", "\u{200B}",
    ]

    @Test(arguments: bare)
    func `a message that is only an id, a number or an address stands for itself`(
        message: String
    ) throws {
        let fingerprint = Fingerprint(message)
        #expect(fingerprint.text == (message == "\u{200B}" ? "*" : message))
        let matcher = QueryMatcher(try Query.parse(fingerprint.query), now: moment(12))
        for other in Self.bare + [message + "0", message + " of " + message, "no " + message] {
            let run = sample("1", .failed) { $0.error = RunError(message: other) }
            #expect(matcher.matches(run) == (other == message), "\(other) by \(fingerprint.query)")
        }
    }

    @Test(arguments: [
        "a.", "a-", "a:", "1.", ":", "-", "(", "=", "f-", "a@", "/a", "1:1:", "deadbeef",
    ])
    func `a repetitive message is read like any other`(part: String) {
        let text = Fingerprint(String(repeating: part, count: 4_096)).text
        let all = String(repeating: part, count: 240).prefix(240)
        #expect(text == all + "*" || text == "*")
    }

    @Test(arguments: same)
    func `an error is the same whatever varies in it`(left: String, right: String) {
        #expect(Fingerprint(left).text == Fingerprint(right).text)
    }

    @Test(arguments: [
        ("\u{1B}[31mfailed\u{1B}[0m to open", "*failed* to open"),
        ("\u{9B}31mfailed\u{9B}0m to open", "*failed* to open"),
        ("\u{1B}]8;;https://a.b\u{07}failed\u{1B}]8;;\u{1B}\\ to open", "*failed* to open"),
        ("failed to open\u{1B}[3", "failed to open*"),
        ("failed to open\u{1B}]0;ti", "failed to open*"),
        ("\u{1B}[1mhttps://a.b/c\u{1B}[m failed", "* failed"),
        ("\u{1B}[31m\u{1B}[0m", "*"), ("\u{1B}]0;title\u{07}", "*"), ("\u{1B}(B\u{1B}7\u{7}", "*"),
    ])
    func `no part of an escape sequence is text of a message`(
        message: String, expected: String
    ) throws {
        #expect(Fingerprint(message).text == expected)
        let query = try Query.parse(Fingerprint(message).query)
        let run = sample("1", .failed) { $0.error = RunError(message: message) }
        #expect(QueryMatcher(query, now: moment(12)).matches(run), "\(query.text)")
    }

    @Test(arguments: different)
    func `what tells errors apart is kept`(left: String, right: String) {
        #expect(Fingerprint(left) != Fingerprint(right))
    }

    @Test(arguments: same + different)
    func `a group's filter finds every message that is like it`(left: String, right: String) throws
    {
        for message in [left, right] {
            let query = try Query.parse(Fingerprint(message).query)
            let run = sample("1", .failed) { $0.error = RunError(message: message) }
            #expect(QueryMatcher(query, now: moment(12)).matches(run), "\(query.text)")
            let other = sample("1", .failed) {
                $0.error = RunError(message: message == left ? right : left)
            }
            let isSame = Fingerprint(left) == Fingerprint(right)
            #expect(QueryMatcher(query, now: moment(12)).matches(other) == isSame, "\(query.text)")
        }
    }

    @Test(arguments: [
        ("190", "190: token", "190: token"), ("5001", "5001: a 17", "5001: a *"),
        ("a-91", "a-91: b", "a-91: b"), ("91", "a-91: b", "a-*: b"), ("", "7 x", "* x"),
    ])
    func `the vendor's code is kept as it is`(code: String, message: String, expected: String) {
        #expect(Fingerprint(message, code: code).text == expected)
    }

    @Test func `an error as JSON with an address in it stays readable`() {
        let message = #"{"error":"sync failed","url":"https://api.example.com/v1/x","code":409}"#
        #expect(
            Fingerprint(message).text == #"{"error":"sync failed","url":"*","code":409}"#)
    }

    @Test(arguments: [0, 30, 100, 1_000])
    func `all of a message decides what it is like, and its beginning is shown`(count: Int) throws {
        func trace(_ number: Int, _ middle: String = "read", end: String) -> String {
            let frames = (0..<count).map { "at sync.Worker.step (frame \($0 * number)) " }.joined()
            return "job \(number) failed \(frames)in \(middle) \(frames)by \(end)"
        }
        let fingerprint = Fingerprint(trace(1, end: "disk full"))
        #expect(fingerprint == Fingerprint(trace(7, end: "disk full")))
        #expect(fingerprint != Fingerprint(trace(1, end: "disk fuller")))
        #expect(fingerprint != Fingerprint(trace(1, end: "disk full (503)")))
        #expect(fingerprint != Fingerprint(trace(1, "write", end: "disk full")))
        #expect(fingerprint.text.count <= 300 && fingerprint.ending.count <= 121)
        #expect(fingerprint.text.hasPrefix("job * failed "))
        // The filter goes by the end as well.
        let matcher = QueryMatcher(try Query.parse(fingerprint.query), now: moment(12))
        for (end, isFound) in [("disk full", true), ("no route", false)] {
            let run = sample("1", .failed) { $0.error = RunError(message: trace(9, end: end)) }
            #expect(matcher.matches(run) == isFound)
        }
    }

    @Test func `of a text of a megabyte the beginning decides`() {
        let long = String(repeating: "x", count: 199_999)
        #expect(Fingerprint(long + "y") != Fingerprint(long + "z"))
        #expect(Fingerprint(long + "xy") == Fingerprint(long + "xz" + long))
        #expect(Fingerprint(long + "xy").text.count <= 300)
    }

    @Test func `what a fingerprint is kept as stays as it is`() {
        let long = String(repeating: "row 5 of caf\u{E9} ", count: 50) + "x"
        let other = String(repeating: "row 61 of cafe\u{301} ", count: 50) + "x"
        #expect(Fingerprint("").hash == 0xCBF2_9CE4_8422_2325)
        #expect(Fingerprint("a").hash == 0xAF63_DC4C_8601_EC8C)
        #expect(Fingerprint(long).hash == 0x637B_ADE9_5B2F_2463)
        #expect(Fingerprint(other).hash == 0x637B_ADE9_5B2F_2463)
        #expect(Fingerprint(long).ending.hasSuffix(" of caf\u{E9} row * of caf\u{E9} x"))
    }
}
