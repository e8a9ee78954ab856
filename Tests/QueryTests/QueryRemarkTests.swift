import Testing

@testable import Query

/// What a filter is told of that looks like more than the text that it is.
struct QueryRemarkTests {
    @Test(
        arguments: [
            ("not found", true), ("is not here", true), ("Not", true), ("not", true),
            ("NOT found", false), ("not status:failed", false), ("\"not\" found", false),
            ("error:not", false), ("knot", false), ("", false),
        ])
    func `a word that does not negate is remarked upon`(text: String, isRemarked: Bool) throws {
        #expect((try Query.parse(text).remark != nil) == isRemarked)
    }

    @Test(
        arguments: [
            ("status !=failed", "write status!=VALUE without a blank"),
            ("a status != failed", "write status!=VALUE without a blank"),
            ("status =failed", "write status=VALUE without a blank"),
            ("Status == failed", "write Status=VALUE without a blank"),
            ("status <> failed", "write status!=VALUE without a blank"),
            ("status !== failed", "write status!=VALUE without a blank"),
            ("http >= 500", "write http>=VALUE without a blank"),
            ("(http >500)", "write http>VALUE without a blank"),
            ("status :failed", "write status:VALUE without a blank"),
            ("meta.x =1", "write meta.x=VALUE without a blank"),
            ("nosuch!=x", "no field \"nosuch\": \"nosuch!=x\" is searched for as a word"),
            ("nosuch=x", "no field \"nosuch\": \"nosuch=x\" is searched for as a word"),
            ("-(nosuch>5)", "no field \"nosuch\": \"nosuch>5\" is searched for as a word"),
            ("nosuch==x", "no field \"nosuch\": \"nosuch==x\" is searched for as a word"),
            ("nosuch<>x", "no field \"nosuch\": \"nosuch<>x\" is searched for as a word"),
            ("a=b,c", "no field \"a\": \"a=b,c\" is searched for as a word"),
            ("stauts=failed", "no field \"stauts\" (did you mean \"status\"?): "),
            ("request_id=a\u{202E}", "no field \"request_id\" (did you mean \"request\"?): "),
            ("a=" + String(repeating: "b", count: 99), "no field \"a\": \"a=bbbbbbbb"),
            // Text.
            ("\"nosuch=x\"", nil), ("nosuch\\=x", nil), ("error:a=b", nil), ("a->b", nil),
            ("api?x=1", nil), ("aGk=", nil), ("aGk==", nil), ("=x", nil), ("a > b", nil),
            ("a != b", nil), ("\"status\" =failed", nil), ("status failed", nil), ("!status", nil),
            ("status!=failed", nil), ("http>=500", nil), ("1=2", nil),
        ] as [(String, String?)])
    func `what looks like a term and is text is remarked upon`(
        text: String, remark: String?
    ) throws {
        let reported = try Query.parse(text).remark
        #expect(
            reported == remark || remark.map { reported?.hasPrefix($0) == true } == true, "\(text)")
        #expect(reported?.contains("\u{202E}") != true && (reported ?? "").count < 120)
    }

    @Test(
        arguments: [
            ("status==failed", 7, 7, "one \"=\" or \":\" before a value is enough; "),
            ("since==2h", 6, 3, "one \"=\" or \":\" before a value is enough; "),
            ("status:=failed", 7, 7, "one \"=\" or \":\" before a value is enough; "),
            ("a status<>failed", 8, 2, "\"<>\" is not an operator; write \"!=\""),
            ("http<>500", 4, 2, "\"<>\" is not an operator; write \"!=\""),
            ("meta.a:<>x", 7, 2, "\"<>\" is not an operator; write \"!=\""),
        ])
    func `an operator of other languages is answered with the one of this`(
        text: String, column: Int, length: Int, sentence: String
    ) throws {
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(text) }
        #expect(mistake?.column == column && mistake?.length == length)
        #expect(mistake?.sentence.hasPrefix(sentence) == true)
        #expect(try Query.parse("http==500").root == Query.parse("http:500").root)
    }
}
