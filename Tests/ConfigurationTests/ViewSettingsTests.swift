import Runs
import RunTable
import UserConfiguration
import Testing

struct ViewSettingsTests {
    private func parse(_ text: String) throws -> Config {
        try Config.parse(Array(text.utf8), file: "config.toml", mode: 0o600, home: nil)
    }

    @Test func `views and the mouse are read`() throws {
        let config = try parse(
            """
            mouse = true
            [[view]]
            name = "failing"
            filter = "status:failed source:prod*"
            sort = "-duration"
            view = "errors"
            default = true
            [[view]]
            name = "all"
            """)
        #expect(config.mouse)
        try #require(config.views.count == 2)
        #expect(config.views[0].name == "failing")
        #expect(config.views[0].filter == "status:failed source:prod*")
        #expect(config.views[0].order == RunOrder(.duration).inverted)
        #expect(config.views[0].view == .errors)
        #expect(config.views[0].isDefault)
        #expect(config.views[1].order == .newestFirst)
        #expect(config.views[1].view == .runs)
        #expect(!config.views[1].isDefault)
        #expect(try !parse("").mouse)
    }

    @Test(arguments: [
        ("filter = \"x\"", "missing"),
        ("name = \"\"", "must not be empty"),
        ("name = \"a\"\nfilter = \"stauts:x\"", "unknown field \"stauts\""),
        ("name = \"a\"\nfilter = \"stauts:x\"", "(column 1 of the filter)"),
        ("name = \"a\"\nfilter = \"status:failed stauts:x\"", "(column 15 of the filter)"),
        ("name = \"a\"\nsort = \"size\"", "unknown value \"size\""),
        ("name = \"a\"\nsort = \"-size\"", "unknown value \"size\""),
        ("name = \"a\"\nview = \"run\"", "unknown value \"run\"; did you mean \"runs\"?"),
        ("name = \"a\"\nfiltr = \"x\"", "unknown key \"filtr\"; did you mean \"filter\"?"),
        ("name = \"a\"\n[[view]]\nname = \"a\"", "there is another \"a\" above"),
        (
            "name = \"a\"\ndefault = true\n[[view]]\nname = \"b\"\ndefault = true",
            "there is another \"default\" above"
        ),
    ])
    func `what is wrong with a view is said with its line`(text: String, words: String) {
        let found = mistakes(in: "[[view]]\n" + text)
        #expect(found.count == 1)
        #expect(found.first?.contains(words) == true, "\(found)")
        #expect(found.first?.hasPrefix("config.toml:") == true)
    }
}
