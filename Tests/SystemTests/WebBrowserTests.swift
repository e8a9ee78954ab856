import Foundation
import OperatingSystem
import TestSupport
import Testing

struct WebBrowserTests {
    @Test(arguments: [
        "http://example.com/", "file:///etc/passwd", "javascript:alert(1)", "-x", "",
        "https://", "https://me:pw@example.com/", "HTTP://EXAMPLE.COM",
    ])
    func `only https is opened`(page: String) async {
        await #expect(throws: WebBrowser.Fault.notHTTPS) {
            try await WebBrowser(environment: ["PATH": "/nowhere"]).open(page)
        }
    }

    @Test func `the command is given the address as its only word, past any shell`() async throws {
        try await TemporaryFolder.with { folder in
            let folder = folder.path

            try write(
                "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$1\" > '\(folder)/out'\n", to: folder)
            let page = "https://example.com/a%20b?x=$(touch%20y)&z='q';ls#f"
            try await WebBrowser(environment: ["PATH": folder]).open(page)
            let output = try String(contentsOfFile: folder + "/out", encoding: .utf8)
            #expect(output == "1\n\(page)\n")
        }
    }

    @Test func `a command that fails is told, and one that is missing`() async throws {
        try await TemporaryFolder.with { folder in
            let folder = folder.path

            try write("#!/bin/sh\nexit 4\n", to: folder)
            await #expect(throws: WebBrowser.Fault.commandFailed(Self.command, exitCode: 4)) {
                try await WebBrowser(environment: ["PATH": folder]).open("https://example.com/")
            }
        }
        await #expect(throws: WebBrowser.Fault.commandNotFound(Self.command)) {
            try await WebBrowser(environment: ["PATH": "/nowhere"]).open("https://example.com/")
        }
    }

    #if canImport(Darwin)
        private static let command = "open"
    #else
        private static let command = "xdg-open"
    #endif

    private func write(_ script: String, to folder: String) throws {
        let path = folder + "/" + Self.command
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }
}
