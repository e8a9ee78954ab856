import OperatingSystem
import Terminal

/// What the program does before it reads its arguments.
package enum ProgramStart {
    /// Prepares the process: its streams, its limits, what a crash leaves behind, its memory.
    ///
    /// - Throws: What keeps the program from running.
    package static func prepare() throws(CommandError) {
        StandardStreams.openMissing()
        ProcessHardening.apply()
        NcursesScreen.catchCrashes()
        do throws(OpenFiles.Shortage) {
            try OpenFiles.reserve()
        } catch {
            throw CommandError(
                [
                    "only \(error.free) more files can be opened, and synctop needs "
                        + "\(error.needed); raise the limit, as `ulimit -n \(error.wanted)` does "
                        + "in a shell"
                ], status: .unavailable)
        }
        // Last, as it begins a thread, which opens files.
        MemoryPools.share()
    }
}
