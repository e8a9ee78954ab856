import Foundation

extension FuzzTarget {
    /// Where the seeds and the past findings of all targets are, a folder for each.
    package static var seedFolder: String {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/Fuzz").standardized.path
    }

    /// A seed: what it is called, and what is in it.
    package typealias Seed = (name: String, bytes: [UInt8])

    /// The seeds of this target by name; findings of the past are among them.
    ///
    /// - Throws: What keeps a file from being read.
    package func seeds() throws -> [Seed] {
        let folder = Self.seedFolder + "/" + name
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { file in
            let data = try Data(contentsOf: URL(filePath: folder + "/" + file))
            return (file, Array(data))
        }
    }
}
