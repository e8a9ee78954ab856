import Foundation

/// The program under test.
enum Program {
    /// What keeps the program or its terminal from being there.
    enum Absence: Error, CustomStringConvertible {
        case program(String)
        case tool(String)

        var description: String {
            switch self {
            case .program(let path): "there is no \(path); build the package first"
            case .tool(let name):
                "\(name) is not installed: the end-to-end tests drive the program in it, so "
                    + "install it with the system's package manager (apt-get install \(name))"
            }
        }
    }

    /// The folder of the built products: that of these tests, or another one that
    /// `SYNCTOP_PRODUCTS` names, such as `.build/release`.
    static var folder: String {
        if let named = ProcessInfo.processInfo.environment["SYNCTOP_PRODUCTS"] { return named }
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return bundle.map { ($0.bundlePath as NSString).deletingLastPathComponent }
            ?? Bundle.main.bundlePath
    }

    /// Whether the products are optimized: then a trap of the standard library has no message.
    static var isOptimized: Bool { folder.contains("release") }

    /// The path of the program.
    static func path() throws -> String {
        let path = folder + "/synctop"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Absence.program(path)
        }
        return path
    }

    /// The path of a tool that the system has.
    static func tool(_ name: String) throws -> String {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: FileManager.default.isExecutableFile) else {
            throw Absence.tool(name)
        }
        return path
    }
}
