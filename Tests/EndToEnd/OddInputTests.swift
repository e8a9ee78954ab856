import Foundation
import Testing

extension EndToEnd {
    /// Files and words that nobody means.
    struct OddInputTests {
        private static let prepare = """
            mkdir folder; mkfifo pipe; ln -s loop loop; ln -s nowhere dangling; : >empty.toml
            head -c 2000000 /dev/zero >zeros.toml; head -c 90000 /dev/urandom >random.toml
            printf 'a = [%.0s' {1..9999} >deep.toml; printf '\\377\\376a\\0' >utf16.toml
            ln -s config.toml link.toml; long=$(head -c 5000 /dev/zero | tr '\\0' x)

            """

        @Test(arguments: [
            "folder", "pipe", "loop", "dangling", "zeros.toml", "random.toml", "deep.toml",
            "utf16.toml", "empty.toml", "/dev/null", "/dev/zero", "/dev/full", "/proc/self/mem",
            "config.toml/x", "nowhere/x", ".", "..", "/", "//", "' '", "-", "--", "'%n%s'",
            "\"$long\"", "\"./$long\"", "$'a\\nb'", "x", "./", "x/",
        ])
        func `what is no configuration is told in every command`(path: String) async throws {
            try await Home.with { home in
                _ = try home.write("# empty", to: "config.toml")
                for command in ["runs", "runs --offline", "check", "", "--offline"] {
                    let outcome = try await home.shell(
                        Self.prepare + "exec timeout 60 synctop \(command) --config \(path)")
                    let status = outcome.status
                    #expect(status == 78 || status == 64, "\(command): \(outcome.errors)")
                    #expect(outcome.output.isEmpty)
                    #expect(!outcome.errors.isEmpty && outcome.errors.utf8.count < 12_000)
                }
            }
        }

        @Test(arguments: [
            ("x", 0), ("./x", 0), ("x/y/z", 0), ("' '", 0), ("é", 0), (".", 64), ("./", 64),
            ("x/", 78), ("/", 64), ("folder", 64), ("folder/", 78), ("pipe", 64), ("loop", 64),
            ("dangling", 64), ("empty.toml/x", 78), ("\"$long\"", 64), ("/dev/null", 64),
            ("/proc/x", 78), ("/dev/full", 64),
        ])
        func `a first configuration is written or refused wherever that is`(
            path: String, status: Int32
        ) async throws {
            try await Home.with { home in
                let outcome = try await home.shell(
                    Self.prepare + "exec timeout 60 synctop init --config \(path)")
                #expect(outcome.status == status, "\(outcome.errors)")
                #expect(outcome.output.isEmpty == (status != 0))
            }
        }

        @Test(arguments: ["x", "./x", "x/y", "' '", ".", "folder", "folder/"])
        func `a demo is kept in any folder`(path: String) async throws {
            try await Home.with { home in
                let outcome = try await home.shell(
                    Self.prepare + "synctop demo --keep \(path) --history 20; status=$?; "
                        + "ls \(path)/config.toml; exit $status")
                #expect(outcome.status == 64, "\(outcome.errors)")
                #expect(outcome.errors.contains("the interface needs a terminal"))
                #expect(outcome.lines.count == 1)
            }
        }
    }
}
