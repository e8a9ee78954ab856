import Foundation

/// Whether the programs are built with a sanitizer, as `Tests/Scripts/sanitize` does.
enum Sanitizer {
    /// What tells sanitizers how to behave.
    static let variables = ["TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"]

    /// Whether one watches.
    static var isUsed: Bool {
        ProcessInfo.processInfo.environment["SYNCTOP_SANITIZER"]?.isEmpty == false
    }
}
