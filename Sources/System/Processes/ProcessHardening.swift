import CMalloc
import Foundation

/// Protects a process before it holds secrets.
package enum ProcessHardening {
    /// Keeps the memory of this process out of crash output: no core is written, and reports omit
    /// registers and what they point to. Child processes inherit the limit, because a command that
    /// prints a secret has it too; they may raise it.
    package static func apply() {
        refuseCores()
        // A file that may not grow is reported like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        // If ignored, the system would discard the exit codes of child processes.
        signal(SIGCHLD, SIG_DFL)
    }

    /// Stays dumpable (`PR_SET_DUMPABLE`), because the Swift runtime needs that to report a crash.
    private static func refuseCores() {
        #if canImport(Darwin)
            let (resource, most) = (RLIMIT_CORE, rlim_t(0))
        #else
            // Linux ignores the limit if cores are piped to a program
            // (/proc/sys/kernel/core_pattern begins with |), unless it is 1. A core file needs more
            // than one byte, so this prevents it too.
            let (resource, most) = (__rlimit_resource_t(RLIMIT_CORE.rawValue), rlim_t(1))
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(most, limit.rlim_max)
        setrlimit(resource, &limit)
    }
}

/// The memory allocator's settings.
package enum MemoryPools {
    /// The interval at which free memory is returned to the system.
    private static let pause = Duration.seconds(60)

    /// Keeps resident memory near what is in use; call it before any thread starts.
    package static func share() {
        share_memory_pools()
        Task(priority: .utility) {
            while (try? await Task.sleep(for: pause, tolerance: pause / 4)) != nil {
                trim_memory_pools()
            }
        }
    }
}
