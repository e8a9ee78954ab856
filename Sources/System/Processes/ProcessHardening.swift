import CMalloc
import Foundation

/// What a process does before it holds secrets.
package enum ProcessHardening {
    /// Keeps the memory of this process out of what a crash leaves behind: no core is written, and
    /// reports leave out registers and what they point to.
    ///
    /// The programs that it starts inherit the limit, as a command that tells a secret knows that
    /// one too; they may raise it.
    package static func apply() {
        refuseCores()
        // A file that may not grow any more is told of like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        // Ignored, the system would forget how the programs ended that this one starts.
        signal(SIGCHLD, SIG_DFL)
    }

    /// The process stays open to be looked at otherwise (`PR_SET_DUMPABLE`), as that is how the
    /// Swift runtime reports where it crashed.
    private static func refuseCores() {
        #if canImport(Darwin)
            let (resource, most) = (RLIMIT_CORE, rlim_t(0))
        #else
            // Linux does not look at the limit where cores are handed to a program
            // (/proc/sys/kernel/core_pattern begins with |), unless it is 1. A core in a file has
            // more than one byte, so that there is none either.
            let (resource, most) = (__rlimit_resource_t(RLIMIT_CORE.rawValue), rlim_t(1))
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(most, limit.rlim_max)
        setrlimit(resource, &limit)
    }
}

/// Where the memory of the process comes from.
package enum MemoryPools {
    /// How often what is free is given back.
    private static let pause = Duration.seconds(60)

    /// Keeps the process near what is in use, for as long as it lives; before any thread begins.
    package static func share() {
        share_memory_pools()
        Task(priority: .utility) {
            while (try? await Task.sleep(for: pause, tolerance: pause / 4)) != nil {
                trim_memory_pools()
            }
        }
    }
}
