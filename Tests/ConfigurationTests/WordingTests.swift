import UserConfiguration
import OperatingSystem
import Testing

/// The words of what has several wordings.
struct WordingTests {
    private static let failures: [(ConfigurationError, String)] = [
        (.file(.missing(path: "p")), "p: there is no such file"),
        (.file(.unreadable(path: "p", reason: "r")), "p: cannot be read: r"),
        (.file(.exists(path: "p")), "p is there already; it is never replaced"),
        (.file(.unwritable(path: "p", reason: "r")), "p: cannot be written: r"),
        (
            .unknownTheme("x", known: ["a", "b"], nearest: nil),
            "unknown theme \"x\"; known: \"a\", \"b\""
        ),
        (
            .unknownTheme("x", known: ["a", "b"], nearest: "b"),
            "unknown theme \"x\"; did you mean \"b\"?; known: \"a\", \"b\""
        ),
    ]

    @Test(arguments: failures)
    func `a failure is told in one line`(failure: ConfigurationError, words: String) {
        #expect(describe(failure) == [words])
    }

    private static let problems: [(ConfigProblem, String)] = [
        (.unknownKey("k", known: ["a"], nearest: nil), "unknown key \"k\"; known: \"a\""),
        (
            .unknownKey("k", known: ["a", "kk"], nearest: "kk"),
            "unknown key \"k\"; did you mean \"kk\"?"
        ),
        (
            .unknownCommand("c", known: ["a"], nearest: nil),
            "no command is called \"c\"; known: \"a\""
        ),
        (
            .unknownCommand("wk_canary", known: ["a"], nearest: nil),
            "no command is called this; known: \"a\""
        ),
        (
            .badKey("wk_canary"),
            "no key is written \"…\"; expected one such as \"x\", \"ctrl-d\" or \"PgDn\""
        ),
        (.duplicateSource("a", firstLine: nil), "the name \"a\" is taken"),
        (
            .duplicateSource("wk/canary", firstLine: 3),
            "the name \"…\" is taken by the source in line 3"
        ),
        (
            .unusableCertificates("/a.pem", reason: "r"),
            "expected a file of certificates in PEM form, found \"/a.pem\": r"
        ),
        (
            .unusableCertificates("-----\nMII", reason: "r"),
            "expected a file of certificates in PEM form, found \"…\": r"
        ),
        (.unreadableTheme("t", reason: "r"), "the theme \"t\" cannot be read: r"),
        // With a word that was likely meant it is no secret, and may be long.
        (
            .unknownWord("newest-firts", known: ["newest-first"], nearest: "newest-first"),
            "unknown value \"newest-firts\"; did you mean \"newest-first\"?; "
                + "known: \"newest-first\""
        ),
        (
            .unknownWord("newest-firts", known: ["newest-first"], nearest: nil),
            "unknown value \"…\"; known: \"newest-first\""
        ),
    ]

    @Test(arguments: problems)
    func `a problem is told with what is known of it`(problem: ConfigProblem, words: String) {
        let place = FilePosition(line: 7, column: 3)
        #expect(
            describe(ConfigMistake(file: "c", position: place, problem: problem))
                == "c:7: \(words)")
        #expect(
            describe(ConfigMistake(file: "c", position: nil, problem: problem)) == "c: \(words)")
    }

    @Test(arguments: [(0o640, "0640"), (0o44, "0044"), (0o4755, "4755"), (0o7, "0007")])
    func `a mode has four digits`(mode: UInt16, digits: String) {
        let mistake = ConfigMistake(file: "c", position: nil, problem: .literalSecret(mode: mode))
        #expect(describe(mistake).contains("(mode \(digits));"))
    }
}
