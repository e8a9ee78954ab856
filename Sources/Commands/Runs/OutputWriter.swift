import OperatingSystem
import Dispatch
import Foundation
import Synchronization

/// Writes to standard output and standard error on queues of its own, so that a stalled reader
/// blocks only the tasks that wait for it.
final class OutputWriter: Sendable {
    private let lines = DispatchQueue(label: "synctop.output")
    private let news = DispatchQueue(label: "synctop.errors")
    /// Used only on its queue, where a write may block for ever.
    private let output = Mutex(StandardOutput())
    private let state = Mutex(State())

    private struct State {
        var isRead = true
        var failure: CommandError?
    }

    /// Why output was lost; nil if none was, or if the reader has gone away.
    var failure: CommandError? { state.withLock { $0.failure } }

    /// Writes a text, and waits until it is written. Returns whether there is still a reader, at
    /// once for an empty text; false also if the task is cancelled.
    func write(_ text: String) async -> Bool {
        guard !text.isEmpty else {
            return state.withLock { $0.isRead } && StandardOutput.hasReader
        }
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        lines.async { [self] in
            let (isRead, failure) = output.withLock { output in
                (output.write(text) && output.flush(), output.loss)
            }
            state.withLock { $0 = State(isRead: isRead, failure: failure) }
            end.yield(isRead)
            end.finish()
        }
        for await isRead in ends { return isRead }
        return false
    }

    /// Waits until the reader goes away or the task is cancelled.
    func readerLeaves() async {
        while await write("") {
            guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
        }
    }

    func report(_ line: String) {
        news.async { StandardError.report([line]) }
    }

    /// Waits until all messages are written or the task is cancelled.
    func finish() async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        news.async { end.finish() }
        for await _ in ends {}
    }
}
