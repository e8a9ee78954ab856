import Foundation

/// What this process has used of the machine.
struct ProcessUsage {
    /// Processor time of all threads, in seconds.
    let cpuSeconds: Double
    /// Resident memory now, in MiB.
    let residentMiB: Int
    /// Resident memory at most, in MiB.
    let peakMiB: Int
    /// Open file descriptors.
    let descriptors: Int

    static var now: ProcessUsage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
        }
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        func mebibytes(_ field: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
            return (line.flatMap { Int($0.filter(\.isNumber)) } ?? 0) / 1_024
        }
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return ProcessUsage(
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            residentMiB: mebibytes("VmRSS"), peakMiB: mebibytes("VmHWM"),
            descriptors: descriptors?.count ?? 0)
    }
}
