import Foundation

/// The home of a user who has nothing yet: a new folder, and an environment that knows no other.
struct Home: Sendable {
    let path: String

    /// Lends a new home and removes it with all that is in it.
    static func with<Value>(_ body: (Home) async throws -> Value) async throws -> Value {
        let home = Home(path: NSTemporaryDirectory() + "synctop-" + UUID().uuidString.prefix(8))
        try FileManager.default.createDirectory(
            atPath: home.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home.path) }
        return try await body(home)
    }

    /// Where the program looks for a configuration.
    var usualConfig: String { path + "/config/synctop/config.toml" }

    /// The environment of programs that run in this home.
    var environment: [String: String] {
        let own = ProcessInfo.processInfo.environment
        var environment = [
            "HOME": path, "XDG_CONFIG_HOME": path + "/config", "XDG_STATE_HOME": path + "/state",
            "TMPDIR": path, "TMUX_TMPDIR": path, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PS1": "ready> ",
            "SHELL": "/bin/sh",
        ]
        environment["PATH"] = Program.folder + ":" + (own["PATH"] ?? "/usr/bin:/bin")
        for name in ["LD_LIBRARY_PATH"] + Sanitizer.variables { environment[name] = own[name] }
        return environment
    }

    /// Writes a file that nobody else can read, and hands back its path.
    func write(_ text: String, to name: String = "config.toml") throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        return file
    }

    /// Reads a file of this home; one that is not there yet is empty.
    func read(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: path + "/" + name) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
