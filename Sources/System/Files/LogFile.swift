import Foundation
import Synchronization

/// A file of lines that only its owner can read, and that is put aside when it has grown.
///
/// Several processes may write to one file: each line is appended in one piece, and the one that
/// puts a file aside holds a lock on it. What cannot be written is told once, and lost.
package final class LogFile: Sendable {
    /// How much is kept.
    package struct Limits: Hashable, Sendable {
        /// How many bytes a file may have before it is put aside.
        package var size = 4 << 20
        /// How many old files are kept beside it, as `.1` (the latest), `.2` and so on.
        package var kept = 3

        /// Makes the limits that are meant for daily use.
        package init() {}
    }

    private struct State {
        var descriptor: Int32?
        var isInTrouble = false
    }

    /// Where it is.
    package let path: String
    private let limits: Limits
    private let trouble: @Sendable (String) -> Void
    private let recovered: @Sendable () -> Void
    private let state = Mutex(State())

    /// Prepares a log, which is opened with its first line.
    ///
    /// - Parameters:
    ///   - path: Where it is; folders that are missing are made.
    ///   - limits: How much is kept.
    ///   - recovered: Is called when lines are written again after that.
    ///   - trouble: Is told once, in words, when lines begin to be lost.
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

    /// Appends a line; without its line end.
    package func write(_ line: String) { write { line } }

    /// Appends a line that is made when its turn has come, so that the times in what is written
    /// follow one another.
    ///
    /// - Parameter line: Makes the line, without its line end; nothing else is written meanwhile.
    package func write(_ line: () -> String) {
        var isWrittenAgain = false
        let words = state.withLock { state -> String? in
            do throws(Trouble) {
                let bytes = Array((line() + "\n").utf8)
                try append(bytes, &state)
                isWrittenAgain = state.isInTrouble
                state.isInTrouble = false
                return nil
            } catch {
                defer { state.isInTrouble = true }
                guard !state.isInTrouble else { return nil }
                return "the log \(path) cannot be written: \(error.reason)"
            }
        }
        if let words { trouble(words) }
        if isWrittenAgain { recovered() }
    }

    private struct Trouble: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }

        /// The system's last refusal.
        static var system: Trouble { Trouble(systemReason(errno)) }
    }

    private func append(_ bytes: [UInt8], _ state: inout State) throws(Trouble) {
        var descriptor = try current(&state)
        if size(of: descriptor) > 0, size(of: descriptor) + bytes.count > limits.size {
            putAside(descriptor)
            descriptor = try current(&state)
        }
        // One call for a line, so that lines of several processes never mix.
        let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw count < 0 ? .system : Trouble("no space is left") }
    }

    /// The open file, opened anew where another one stands in its place by now.
    private func current(_ state: inout State) throws(Trouble) -> Int32 {
        if let descriptor = state.descriptor {
            if isInPlace(descriptor) { return descriptor }
            close(descriptor)
            state.descriptor = nil
        }
        do throws(FileError) {
            try PrivateFile.makeFolder(of: path)
        } catch {
            guard case .unwritable(_, let reason) = error else { throw Trouble("no folder") }
            throw Trouble(reason)
        }
        let descriptor = open(
            path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
            0o600)
        guard descriptor >= 0 else { throw .system }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Trouble("it is not a regular file")
        }
        if status.st_mode & 0o7777 != 0o600, fchmod(descriptor, 0o600) != 0 {
            let refusal = Trouble.system
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

    /// Whether the path still leads to an open file.
    private func isInPlace(_ descriptor: Int32) -> Bool {
        var (open, named) = (stat(), stat())
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0
            && open.st_ino == named.st_ino && open.st_dev == named.st_dev
    }

    /// Renames the files, unless another process did so in the meantime.
    private func putAside(_ descriptor: Int32) {
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
