import Dispatch
import Foundation
import Terminal

/// Takes the terminal over as the program does, waits for a key, and crashes in the way that its
/// argument names.
@main
enum Trapper {
    /// A way to crash.
    enum Crash: String, CaseIterable {
        case emptyOptional = "nil"
        case overflow
        case bounds
        case exhaustedStack = "stack"
        /// As that, on a thread of the pool that queues have.
        case exhaustedQueue = "queue"
        /// As that, in a task that is not on the main actor.
        case exhaustedTask = "task"
        case unmappedMemory = "memory"
        case abort
        /// As the first, on another thread.
        case elsewhere
        /// As the first, on several threads at once.
        case everywhere
    }

    @MainActor
    static func main() async throws {
        guard let word = CommandLine.arguments.last, let crash = Crash(rawValue: word) else {
            let words = Crash.allCases.map(\.rawValue).joined(separator: "|")
            print("usage: trapper \(words)")
            exit(64)
        }
        let screen = try NcursesScreen(environment: ProcessInfo.processInfo.environment)
        screen.setMouse(true)
        screen.setTitle("trapper")
        var frame = Frame(size: screen.size)
        frame.cursor = Point(column: 3, row: 1)
        screen.present(frame)
        for await event in screen.events {
            guard case .key = event else { continue }
            crash.happen(CommandLine.arguments)
        }
        screen.close()
    }
}

extension Trapper.Crash {
    /// Crashes. The arguments are there for the compiler not to know what happens.
    func happen(_ arguments: [String]) {
        switch self {
        case .emptyOptional: unwrap(arguments)
        case .overflow: print(Int.max - 1 + arguments.count)
        case .bounds: print(arguments[arguments.count + 7])
        case .exhaustedStack: print(depth(arguments.count))
        case .exhaustedQueue: DispatchQueue.global().async { print(depth(arguments.count)) }
        case .exhaustedTask: Task { await exhaustPool(arguments) }
        case .unmappedMemory:
            UnsafeMutablePointer<Int>(bitPattern: 4_096 * arguments.count)?.pointee = 1
        case .abort: Foundation.abort()
        case .elsewhere: Thread.detachNewThread { unwrap(arguments) }
        case .everywhere:
            DispatchQueue.concurrentPerform(iterations: 4) { _ in unwrap(arguments) }
        }
    }
}

@concurrent
private func exhaustPool(_ arguments: [String]) async { print(depth(arguments.count)) }

private func unwrap(_ arguments: [String]) {
    let missing = arguments.first { $0.isEmpty }
    // swift-format-ignore: NeverForceUnwrap
    print(missing!)
}

/// Calls itself until there is no stack left.
private func depth(_ level: Int) -> Int { level < 0 ? level : depth(level + 1) + level % 3 }
