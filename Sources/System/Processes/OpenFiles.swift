import Foundation

/// The files and connections that the process may have open at a time.
package enum OpenFiles {
    /// As many as the limit is raised to where the system allows it.
    private static let wanted: rlim_t = 1_024

    /// As many as the program needs: the history with its readers, the log, some connections, and
    /// three for each event loop of the network library, which has a loop for each processor and
    /// ends the process where it cannot make one.
    private static var needed: Int { 64 + 3 * ProcessInfo.processInfo.activeProcessorCount }

    /// Raises the limit if it is low, and makes sure that enough files can be opened.
    ///
    /// - Throws: How many can be opened, where those are too few.
    package static func reserve() throws(Shortage) {
        let limit = raisedLimit()
        let needed = needed
        var (free, descriptor) = (0, Int32(0))
        while free < needed, rlim_t(descriptor) < limit {
            if fcntl(descriptor, F_GETFD) < 0 { free += 1 }
            descriptor += 1
        }
        guard free < needed else { return }
        throw Shortage(free: free, needed: needed, wanted: Int(wanted))
    }

    /// Too few files can be opened.
    package struct Shortage: Error, Hashable, Sendable {
        /// How many more can be opened.
        package let free: Int
        /// How many the program needs.
        package let needed: Int
        /// A limit that is enough.
        package let wanted: Int
    }

    private static func raisedLimit() -> rlim_t {
        #if canImport(Darwin)
            let resource = RLIMIT_NOFILE
        #else
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return wanted }
        guard limit.rlim_cur < wanted, limit.rlim_cur < limit.rlim_max else {
            return limit.rlim_cur
        }
        let former = limit.rlim_cur
        limit.rlim_cur = min(wanted, limit.rlim_max)
        return setrlimit(resource, &limit) == 0 ? limit.rlim_cur : former
    }
}
