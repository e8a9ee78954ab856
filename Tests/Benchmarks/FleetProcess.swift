import Foundation

/// This program once more, as the other end of a measurement.
final class FleetProcess {
    /// The settings that it printed.
    let config: String

    private let process = Process()
    private let input = Pipe()

    /// Starts it and waits until it is ready.
    init(_ arguments: [String]) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.hasSuffix(FleetServers.ready + "\n") {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { break }
            text += String(decoding: piece, as: UTF8.self)
        }
        config = text
    }

    /// Lets it end, and waits for it.
    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
