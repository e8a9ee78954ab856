import Foundation
import Synchronization

/// A child process whose standard output is read.
///
/// swift-subprocess 1.0.2 cannot replace it: that stops reading when the program ends, although
/// what the program started may still write, and traps or waits forever when descriptors run out.
package final class ChildProcess {
    private let process: pid_t
    private let outputEnd: Int32
    private var endedWith: Int32?

    /// Held from the creation of a pipe until its process runs: a process started in between would
    /// inherit the pipe and keep it open.
    private static let starting = Mutex(())

    /// A system call failed.
    package struct Refusal: Error {
        package let number: Int32
    }

    /// Starts an executable in its own session, without input and with all output dropped.
    package init(
        discardingOutputOf executable: String, arguments: [String], environment: [String: String]
    ) throws(Refusal) {
        let environment = environment.map { "\($0)=\($1)" }
        var process: pid_t = 0
        let failure = Self.starting.withLock { _ in
            Self.spawn(executable, arguments, environment, writingTo: nil, into: &process)
        }
        guard failure == 0 else { throw Refusal(number: failure) }
        self.process = process
        outputEnd = -1
    }

    /// Starts an executable in its own session, without input and with standard error dropped.
    package init(
        _ executable: String, arguments: [String], environment: [String: String]
    ) throws(Refusal) {
        let environment = environment.map { "\($0)=\($1)" }
        let (process, outputEnd) = try Self.starting.withLock { _ throws(Refusal) in
            let ends = try Self.makePipe()
            defer { close(ends.write) }
            var process: pid_t = 0
            var failure = ETXTBSY
            // A file written a moment ago is busy while a process being started elsewhere still has
            // it open; that passes within milliseconds.
            for pause: UInt32 in [0, 5_000, 20_000, 80_000] where failure == ETXTBSY {
                usleep(pause)
                failure = Self.spawn(
                    executable, arguments, environment, writingTo: ends.write, into: &process)
            }
            guard failure == 0 else {
                close(ends.read)
                throw Refusal(number: failure)
            }
            return (process, ends.read)
        }
        self.process = process
        self.outputEnd = outputEnd
    }

    /// Waits for output: returns the bytes, empty at the end, nil after the time limit.
    package func read(waitingAtMost limit: Duration) -> [UInt8]? {
        var request = pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(clamping: Int(limit / .milliseconds(1)))
        guard poll(&request, 1, milliseconds) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = Foundation.read(outputEnd, &buffer, buffer.count)
        guard count >= 0 else { return errno == EINTR || errno == EAGAIN ? nil : [] }
        return Array(buffer.prefix(count))
    }

    /// The exit code, 128 plus the number of a signal that ended it; nil while it runs.
    package func exitCode() -> Int32? {
        if let endedWith { return endedWith }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7F
        endedWith = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        return endedWith
    }

    /// Waits for the exit code; nil if the process still runs or the task was cancelled.
    package func exitCode(
        within limit: Duration, lookingEvery pause: Duration = .milliseconds(50)
    ) async -> Int32? {
        for _ in 0..<max(1, Int(limit / pause)) {
            if let code = exitCode() { return code }
            guard (try? await Task.sleep(for: pause)) != nil else { return nil }
        }
        return exitCode()
    }

    /// Kills the process and all that it started, and closes its output.
    package func end() {
        close(outputEnd)
        guard endedWith == nil else { return }
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
    }

    /// Makes a pipe that later child processes do not inherit.
    private static func makePipe() throws(Refusal) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Refusal(number: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

extension ChildProcess {
    #if canImport(Darwin)
        private typealias Actions = posix_spawn_file_actions_t?
        private typealias Attributes = posix_spawnattr_t?
    #else
        private typealias Actions = posix_spawn_file_actions_t
        private typealias Attributes = posix_spawnattr_t
    #endif

    /// Starts the process; returns 0 or the system's error number.
    private static func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String],
        writingTo output: Int32?, into process: inout pid_t
    ) -> Int32 {
        #if canImport(Darwin)
            var actions: Actions = nil
            var attributes: Attributes = nil
        #else
            var actions = Actions()
            var attributes = Attributes()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        #if !canImport(Darwin)
            // The child must not inherit sockets that libraries opened.
            for descriptor in inheritable {
                posix_spawn_file_actions_addclose(&actions, descriptor)
            }
        #endif

        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals ignored or blocked here must not be so in the child.
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        #if canImport(Darwin)
            flags |= Int32(POSIX_SPAWN_SETSID) | Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #else
            flags |= 0x80  // POSIX_SPAWN_SETSID, which the C library keeps behind _GNU_SOURCE.
        #endif
        posix_spawnattr_setflags(&attributes, Int16(flags))

        return withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawn(&process, executable, &actions, &attributes, arguments, environment)
            }
        }
    }

    /// The descriptors that may be open when the process starts, except the standard ones: those
    /// open now, and as many more as other threads could open meanwhile. Closed ones do no harm.
    private static var inheritable: Range<Int32> {
        let open = FileManager.default.enumerator(atPath: "/proc/self/fd")?.compactMap {
            ($0 as? String).flatMap { Int32($0) }
        }
        var limit = rlimit()
        let isLimited = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        let end = isLimited ? Int32(clamping: limit.rlim_cur) : 1_024
        return 3..<max(3, min(end, (open?.max() ?? 255) + 256))
    }

    /// Passes texts as an array of C strings that ends with a null pointer.
    private static func withCStrings<Value>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}

extension ChildProcess {
    /// Finds the executable of a name: the path itself, or the first in `PATH`.
    package static func executable(named name: String, environment: [String: String]) -> String? {
        guard !name.isEmpty, !name.contains("\0") else { return nil }
        if name.contains("/") {
            let path = path(of: name, environment: environment)
            return isExecutable(path) ? path : nil
        }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.lazy.map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// The path of a name with a slash; a leading `~` is the home folder.
    package static func path(of name: String, environment: [String: String]) -> String {
        guard name.hasPrefix("~/") else { return name }
        return (PrivateFile.homeFolder(in: environment) ?? "~") + name.dropFirst()
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }
}
