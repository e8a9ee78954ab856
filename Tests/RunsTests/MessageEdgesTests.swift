import Query
import Testing

@testable import Runs

/// What of a message differs from one such message to the next, at the edges of each rule.
struct MessageEdgesTests {
    private static let words: [(String, String)] = [
        // Words of hexadecimal letters, and with digits.
        ("is defabc ok", "is defabc ok"), ("is defabcd ok", "is * ok"), ("is ab1 ok", "is ab* ok"),
        ("is abc1 ok", "is * ok"),
        // Letters and digits.
        ("is xy1 ok", "is xy* ok"), ("is xy12 ok", "is * ok"), ("is xyz12 ok", "is xyz* ok"),
        ("is 42xyz ok", "is * ok"), ("is 42wxyz ok", "is *wxyz ok"),
        ("is x1y ok", "is x*y ok"), ("is x1yzw ok", "is x*yzw ok"), ("is x1yzwv ok", "is * ok"),
        ("is x1y2 ok", "is * ok"), ("is md5 ok", "is md5 ok"),
    ]

    private static let codes: [(String, String)] = [
        ("status 123456", "status 123456"), ("status 1234567", "status *"),
        ("code 1234567", "code 1234567"), ("sqlstate 23505", "sqlstate 23505"),
        ("sqlstate 235055", "sqlstate *"), ("sqlstate 2350", "sqlstate *"),
        ("error AB12345678 came", "error AB12345678 came"),
        ("error AB123456789 came", "error * came"),
        ("saw E123 today", "saw * today"), ("saw E1234 today", "saw E1234 today"),
        ("saw E123456 today", "saw E123456 today"), ("saw E1234567 today", "saw * today"),
        ("saw AX123: no", "saw *: no"), ("saw ABX123: no", "saw ABX123: no"),
        ("saw ABX123456: no", "saw ABX123456: no"), ("saw ABX1234567: no", "saw ABX*: no"),
        ("saw ABCDEFGX12: no", "saw ABCDEFGX12: no"), ("saw ABCDEFGHX12: no", "saw ABCDEFGHX*: no"),
        ("saw JOB123: no", "saw JOB*: no"), ("saw ABX123, no", "saw ABX*, no"),
        ("went 0x80070005 off", "went 0x80070005 off"), ("went 0x800700051 off", "went * off"),
        ("it returned 502", "it returned 502"), ("it returned 602", "it returned *"),
        ("it returned 5020", "it returned *"),
    ]

    private static let shapes: [(String, String)] = [
        // Identifiers in groups.
        ("at abc1-def now", "at *-def now"), ("at abc1-abcdef now", "at *-abcdef now"),
        ("at abcd1-abcdef now", "at * now"), ("at ab1-c-de now", "at * now"),
        ("at a1-b-cd now", "at a*-b-cd now"),
        // Dates.
        ("closed on Mon today", "closed on Mon today"), ("closed on Mon 5 now", "closed on * now"),
        ("due 5 May now", "due * now"), ("due in May now", "due in May now"),
        ("on Tue May", "on * May"),
        // Paths.
        ("open /tmp/.lock now", "open /tmp/* now"),
        ("open /tmp/x.lock now", "open /tmp/x.lock now"),
        ("open /tmp/x1.lock now", "open /tmp/*.lock now"),
        ("open /tmp/a/b.csv now", "open /tmp/*/b.csv now"),
        ("open /etc/a1 now", "open /etc/a* now"),
        ("open /var/tmp/x.y/z.a now", "open /var/tmp/*/z.a now"),
        // Names of what has an id.
        ("jobid=abcdef", "jobid=*"), ("paid=abcdef", "paid=abcdef"), ("id: xyz went", "id: * went"),
        ("id xyz went", "id xyz went"), ("id=x-y_z went", "id=* went"),
        // Addresses.
        ("see https://a.b/c, then", "see *, then"), ("see x://a now", "see * now"),
        ("ask a@b.c now", "ask * now"), ("ask a@bc now", "ask a@bc now"),
    ]

    @Test(arguments: words + codes)
    func `a word differs or is kept`(message: String, expected: String) {
        #expect(Fingerprint(message).text == expected)
    }

    @Test(arguments: shapes)
    func `a shape differs as a whole`(message: String, expected: String) {
        #expect(Fingerprint(message).text == expected)
    }

    @Test(arguments: [4_092, 4_093, 10_000])
    func `a message is looked at to its end`(count: Int) {
        #expect(Fingerprint(String(repeating: "7", count: count) + " end").text == "* end")
    }

    @Test func `messages have so many characters in common at most`() {
        let long = String(repeating: "x ", count: 121)
        #expect(Fingerprint(String(long.prefix(239))).text == String(long.prefix(239)))
        #expect(Fingerprint(String(long.prefix(240))).text == String(long.prefix(240)) + "*")
        #expect(Fingerprint(long).text == String(long.prefix(240)) + "*")
        #expect(Fingerprint(long).ending == "x ")
        // What differs takes no room.
        let varying = "7 " + String(long.prefix(238))
        #expect(Fingerprint(varying).text == "*" + varying.dropFirst())
    }

    private static let unprinted =
        #"status:failed error:/^(\x1B(\[[0-?]*[ -\x2F]*[@-~]|[PX\]^_][^\x07\x1B]*|[ -\x2F]*[0-~])"#
        + #"|[\p{C}\p{Zl}\p{Zp}])+\z/"#

    @Test(
        arguments: [
            ("disk full", #"status:failed error:"disk full*""#),
            ("exit code 1", #"status:failed error:"exit code 1*" error:"*exit code 1""#),
            ("lost 5 of 7 rows", #"status:failed error:"lost * of * rows""#),
            (#"say "x" now"#, #"status:failed error:"say \"x\" now*""#),
            (#"a\b is c"#, #"status:failed error:"a\\b is c*""#),
            ("timeout", #"status:failed error:/(?-i)^timeout\z/"#),
            ("a/b", #"status:failed error:/(?-i)^a\x2Fb\z/"#),
            ("", "status:failed -error:*"),
            ("\u{7}", unprinted), ("\u{1B}[31m\u{1B}[0m", unprinted),
        ])
    func `a group's filter is made of what its messages have in common`(
        message: String, query: String
    ) {
        #expect(Fingerprint(message).query == query)
    }
}
