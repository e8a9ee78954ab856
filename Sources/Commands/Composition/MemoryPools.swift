import CMalloc

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
