import OperatingSystem
import UserConfiguration
import Testing

struct ConfigPathsTests {
    @Test func `without variables all is under the home folder`() throws {
        let paths = try ConfigPaths(environment: ["HOME": "/home/ada/"])
        #expect(paths.configFile == "/home/ada/.config/synctop/config.toml")
        #expect(paths.themeFolder == "/home/ada/.config/synctop/themes")
        #expect(paths.stateFolder == "/home/ada/.local/state/synctop")
        #expect(paths.historyFile == "/home/ada/.local/state/synctop/history.sqlite")
        #expect(paths.sessionFile == "/home/ada/.local/state/synctop/session.json")
        #expect(paths.logFile == "/home/ada/.local/state/synctop/synctop.log")
    }

    @Test func `the XDG folders come first, and need no home folder`() throws {
        let paths = try ConfigPaths(environment: [
            "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s/",
        ])
        #expect(paths.configFile == "/c/synctop/config.toml")
        #expect(paths.stateFolder == "/s/synctop")
    }

    @Test func `a relative or empty XDG folder is ignored`() throws {
        let paths = try ConfigPaths(environment: [
            "HOME": "/h", "XDG_CONFIG_HOME": "conf", "XDG_STATE_HOME": "", "SYNCTOP_CONFIG": "",
        ])
        #expect(paths.configFile == "/h/.config/synctop/config.toml")
        #expect(paths.stateFolder == "/h/.local/state/synctop")
    }

    @Test func `the option comes before the variable, and the variable before the default`() throws
    {
        let environment = ["HOME": "/h", "SYNCTOP_CONFIG": "~/other.toml"]
        #expect(try ConfigPaths(environment: environment).configFile == "/h/other.toml")
        let named = try ConfigPaths(environment: environment, override: "here.toml")
        #expect(named.configFile == "here.toml")
        #expect(named.themeFolder == "/h/.config/synctop/themes")
    }

    @Test(arguments: [[:], ["HOME": ""], ["HOME": "relative"], ["XDG_CONFIG_HOME": "/c"]])
    func `without a home folder the failure says so`(environment: [String: String]) {
        #expect(throws: ConfigurationError.homeUnset) { try ConfigPaths(environment: environment) }
        #expect(
            describe(ConfigurationError.homeUnset)
                == ["HOME is not set: set it, or XDG_CONFIG_HOME and XDG_STATE_HOME"])
    }

    @Test(arguments: [
        ("a", true), ("", false), ("a\nb", false), ("a\r", false),
        (String(repeating: "p", count: 4_095), true),
        (String(repeating: "p", count: 4_096), false),
        (String(repeating: "é", count: 2_048), false),
    ])
    func `a path has a length that a system takes, and one line`(text: String, isPath: Bool) {
        #expect(ConfigPaths.isPath(text) == isPath)
    }

    @Test func `a value that is no path is not repeated`() {
        let failure = ConfigurationError.file(
            .unreadable(path: "SYNCTOP_CONFIG", reason: "its value is not a path"))
        #expect(throws: failure) {
            try ConfigPaths(environment: ["HOME": "/h", "SYNCTOP_CONFIG": "theme = 1\nbell = 2"])
        }
    }

    @Test func `a folder may be the root, and a path may begin at the home folder`() throws {
        let root = try ConfigPaths(environment: ["HOME": "/"])
        #expect(root.configFile == "/.config/synctop/config.toml")
        #expect(root.stateFolder == "/.local/state/synctop")
        #expect(
            try ConfigPaths(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "//"]).configFile
                == "/synctop/config.toml")
        let paths = ["~/x.toml": "/h/x.toml", "~x.toml": "~x.toml", "~": "~"]
        for (path, file) in paths {
            #expect(
                try ConfigPaths(environment: ["HOME": "/h"], override: path).configFile == file)
        }
    }
}
