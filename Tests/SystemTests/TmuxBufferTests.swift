import Foundation
import OperatingSystem
import TestSupport
import Testing

struct TmuxBufferTests {
    @Test func `outside of tmux there is none`() {
        #expect(TmuxBuffer(environment: [:]).map { _ in true } == nil)
        #expect(TmuxBuffer(environment: ["TMUX": ""]).map { _ in true } == nil)
    }

    @Test func `a text is loaded from a file that nobody else reads, and that is removed`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let folder = folder.path
            try write(
                "#!/bin/sh\nprintf '%s|' \"$1\" \"$2\" > '\(folder)/words'\n"
                    + "/bin/cat \"$3\" > '\(folder)/text'\n/bin/ls -l \"$3\" > '\(folder)/mode'\n",
                to: folder)
            let text = "a 'b' $(c)\n#{d}\u{E9}"
            try await #require(buffer(folder)).load(text)
            #expect(read("words", in: folder) == "load-buffer|-w|")
            #expect(read("text", in: folder) == text)
            #expect(read("mode", in: folder).hasPrefix("-rw-------"))
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.sorted() == ["mode", "text", "tmux", "words"])
        }
    }

    @Test func `a command that fails is told, and one that is missing`() async throws {
        try await TemporaryFolder.with { folder in
            let folder = folder.path
            try write("#!/bin/sh\nexit 3\n", to: folder)
            await #expect(throws: TmuxBuffer.Fault.commandFailed(exitCode: 3)) {
                try await buffer(folder)?.load("x")
            }
        }
        await #expect(throws: TmuxBuffer.Fault.commandNotFound) {
            try await buffer("/nowhere")?.load("x")
        }
    }

    private func buffer(_ folder: String) -> TmuxBuffer? {
        TmuxBuffer(environment: ["TMUX": "/tmp/s,1,0", "PATH": folder, "TMPDIR": folder])
    }

    private func read(_ name: String, in folder: String) -> String {
        (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
    }

    private func write(_ script: String, to folder: String) throws {
        let path = folder + "/tmux"
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }
}
