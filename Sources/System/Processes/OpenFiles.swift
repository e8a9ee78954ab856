import Foundation

/// The limit of open files and connections.
package enum OpenFiles {
    /// The limit to request if the system allows it.
    private static let wanted: rlim_t = 1_024

    /// The descriptors that the program needs: the history with its readers, the log, some
    /// connections, and three for each event loop of the network library. That has a loop per
    /// processor, and ends the process if it cannot make one.
    private static var needed: Int { 64 + 3 * ProcessInfo.processInfo.activeProcessorCount }

    /// Raises a low limit, and ensures that enough files can be opened.
    /// - Throws: `Shortage` if too few can be opened.
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
        /// The number that can still be opened.
        package let free: Int
        /// The number that the program needs.
        package let needed: Int
        /// A sufficient limit.
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
