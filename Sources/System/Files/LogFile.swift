import Foundation
import Synchronization

/// A file of lines that only its owner can read, rotated when it has grown.
///
/// Several processes may write to one file: each line is one append, and rotation holds a lock.
/// Write failures are reported once; the lines are lost.
package final class LogFile: Sendable {
    /// The limits of size and number.
    package struct Limits: Hashable, Sendable {
        /// The bytes of a file before it is rotated.
        package var size = 4 << 20
        /// The number of old files, `.1` (the latest), `.2` and so on.
        package var kept = 3

        package init() {}
    }

    private struct State {
        var descriptor: Int32?
        var isFailing = false
    }

    package let path: String
    private let limits: Limits
    private let trouble: @Sendable (String) -> Void
    private let recovered: @Sendable () -> Void
    private let state = Mutex(State())

    /// Prepares a log; the first line opens it and creates missing folders. Calls `trouble` once,
    /// with the reason, when lines begin to be lost, and `recovered` when they are written again.
    package init(
        path: String, limits: Limits = Limits(), recovered: @escaping @Sendable () -> Void = {},
        trouble: @escaping @Sendable (String) -> Void
    ) {
        self.recovered = recovered
        self.path = path
        self.limits = limits
        self.trouble = trouble
    }

    deinit {
        state.withLock { state in
            if let descriptor = state.descriptor { close(descriptor) }
        }
    }

    /// Appends a line, given without its line end.
    package func write(_ line: String) { write { line } }

    /// Appends a line that is made inside the lock, so that the times of lines are in order.
    /// - Parameter line: Makes the line, without its line end; nothing else is written meanwhile.
    package func write(_ line: () -> String) {
        var isWrittenAgain = false
        let words = state.withLock { state -> String? in
            do throws(Failure) {
                let bytes = Array((line() + "\n").utf8)
                try append(bytes, &state)
                isWrittenAgain = state.isFailing
                state.isFailing = false
                return nil
            } catch {
                defer { state.isFailing = true }
                guard !state.isFailing else { return nil }
                return "the log \(path) cannot be written: \(error.reason)"
            }
        }
        if let words { trouble(words) }
        if isWrittenAgain { recovered() }
    }

    private struct Failure: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }

        static var system: Failure { Failure(systemReason(errno)) }
    }

    private func append(_ bytes: [UInt8], _ state: inout State) throws(Failure) {
        var descriptor = try current(&state)
        if size(of: descriptor) > 0, size(of: descriptor) + bytes.count > limits.size {
            rotate(descriptor)
            descriptor = try current(&state)
        }
        // One call per line, so that lines of several processes never mix.
        let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw count < 0 ? .system : Failure("no space is left") }
    }

    /// The open file, reopened if another one has taken its place.
    private func current(_ state: inout State) throws(Failure) -> Int32 {
        if let descriptor = state.descriptor {
            if isInPlace(descriptor) { return descriptor }
            close(descriptor)
            state.descriptor = nil
        }
        do throws(FileError) {
            try PrivateFile.makeFolder(of: path)
        } catch {
            guard case .unwritable(_, let reason) = error else { throw Failure("no folder") }
            throw Failure(reason)
        }
        let descriptor = open(
            path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
            0o600)
        guard descriptor >= 0 else { throw .system }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Failure("it is not a regular file")
        }
        if status.st_mode & 0o7777 != 0o600, fchmod(descriptor, 0o600) != 0 {
            let refusal = Failure.system
            close(descriptor)
            throw refusal
        }
        state.descriptor = descriptor
        return descriptor
    }

    private func size(of descriptor: Int32) -> Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Whether the path still names an open file.
    private func isInPlace(_ descriptor: Int32) -> Bool {
        var (open, named) = (stat(), stat())
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0
            && open.st_ino == named.st_ino && open.st_dev == named.st_dev
    }

    /// Renames the files, unless another process did so meanwhile.
    private func rotate(_ descriptor: Int32) {
        flock(descriptor, LOCK_EX)
        defer { flock(descriptor, LOCK_UN) }
        guard isInPlace(descriptor) else { return }
        guard limits.kept > 0 else {
            unlink(path)
            return
        }
        for number in stride(from: limits.kept, to: 1, by: -1) {
            rename("\(path).\(number - 1)", "\(path).\(number)")
        }
        rename(path, "\(path).1")
    }
}
