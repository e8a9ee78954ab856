import CMalloc

/// Where the memory of the process comes from.
package enum MemoryPools {
    /// Keeps it near what is in use; before any thread begins.
    package static func share() { share_memory_pools() }
}
