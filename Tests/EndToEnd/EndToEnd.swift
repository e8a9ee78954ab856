import Testing

/// Drives the program as a person or a script does. One test at a time: each has a program, a
/// terminal and often a server to itself.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct EndToEnd {}
