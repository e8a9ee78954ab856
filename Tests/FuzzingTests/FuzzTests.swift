import Foundation
import Fuzzing
import Testing
import TestSupport

/// What strangers may write is taken by all that reads it. `Tests/Scripts/fuzz` looks for more.
struct FuzzTests {
    /// How many inputs are made up for each target where nobody asks for more.
    private static let mutantCount = 400

    @Test(arguments: FuzzTarget.all)
    func `every seed and every past finding is taken`(target: FuzzTarget) async throws {
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        for seed in seeds {
            let found = await target.check(seed.bytes)
            #expect(found.isEmpty, "\(seed.name): \(found.joined(separator: "\n"))")
        }
    }

    @Test(.timeLimit(.minutes(60)), arguments: FuzzTarget.all)
    func `what is made of the seeds is taken`(target: FuzzTarget) async throws {
        // The last input outlives a crash, and what another run makes up at the same time.
        let folder = URL(
            filePath: NSTemporaryDirectory() + "synctop-fuzz-\(target.name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let file = folder.appending(path: "input")
        let seed = target.name.utf8.reduce(UInt64(7)) { $0 &* 131 &+ UInt64($1) }
        var mutator = Mutator(
            try target.seeds().map(\.bytes), words: target.words, random: SeededRandom(seed: seed))
        let seconds = ProcessInfo.processInfo.environment["SYNCTOP_FUZZ"].flatMap(Double.init)
        let end = ContinuousClock.now + .seconds(seconds ?? 0)
        var count = 0
        while seconds == nil ? count < Self.mutantCount : ContinuousClock.now < end {
            let input = mutator.next()
            try Data(input).write(to: file)
            let found = await target.check(input)
            count += 1
            guard found.isEmpty else {
                Issue.record("input \(count), in \(file.path): \(found.joined(separator: "\n"))")
                return
            }
        }
        try FileManager.default.removeItem(at: folder)
        if seconds != nil { print("\(target.name): \(count) inputs") }
    }

    @Test func `every folder of seeds has a target`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: FuzzTarget.seedFolder)
        #expect(folders.sorted() == FuzzTarget.all.map(\.name).sorted())
    }
}
