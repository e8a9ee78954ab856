import Foundation
import Testing

/// Whether the programs are built with a sanitizer, as `Tests/Scripts/sanitize` does.
enum Sanitizer {
    /// What tells sanitizers how to behave, and what they do not see.
    static let variables = ["TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS", "LD_PRELOAD"]

    /// Whether one watches.
    static var isUsed: Bool {
        ProcessInfo.processInfo.environment["SYNCTOP_SANITIZER"]?.isEmpty == false
    }

    /// Whether it watches threads.
    static var watchesThreads: Bool {
        ProcessInfo.processInfo.environment["SYNCTOP_SANITIZER"] == "thread"
    }

    /// Why tests that crash are left out where it watches threads.
    static let aboutCrashes: Comment = "the thread sanitizer itself fails in handlers of crashes"

    /// Why tests that want the Swift runtime's report on a crash are left out with any.
    static let aboutReports: Comment = "no sanitizer lets the reporter read all memory"

    /// How long something may take that takes ten times as long while one watches.
    static func allowing(_ limit: Duration) -> Duration { isUsed ? limit * 10 : limit }
}
