// swift-tools-version: 6.1
import Foundation
import PackageDescription

/// `.ci/run` has warnings of ours count as errors. Others do not, as newer compilers warn of more.
let refusesWarnings = Context.environment["SYNCTOP_WARNINGS"] == "errors"

/// Whether this is a build for the fuzzer: `Tests/Scripts/fuzz` sets the variable.
let isForFuzzer = Context.environment["SYNCTOP_FUZZER"] != nil
let instruments = ["-sanitize=fuzzer,address"]

/// Every target of ours is compiled with the same strictness.
let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (refusesWarnings ? [.unsafeFlags(["-warnings-as-errors"])] : [])
    + (isForFuzzer ? [.unsafeFlags(instruments)] : [])
let strictC: [CSetting] =
    (refusesWarnings ? [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])] : [])
    + (isForFuzzer ? [.define("CN_SANITIZED")] : [])

/// Without the flag, what these modules declare for the package alone cannot be inlined elsewhere:
/// the filter and the sort of a million runs would take up to a third longer.
let inlinable: [SwiftSetting] =
    strict + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

let package = Package(
    name: "synctop",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "synctop", targets: ["synctop"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        // The model: what a run is, and the ports that adapters fill.
        .target(name: "CSearch", cSettings: strictC),
        .target(name: "Runs", dependencies: ["CSearch"], swiftSettings: inlinable),
        // The filter language, and a million runs in columns.
        .target(name: "Query", dependencies: ["Runs"], swiftSettings: inlinable),
        .target(name: "RunTable", dependencies: ["Runs", "Query"], swiftSettings: inlinable),

        // Adapters. Each knows the model, none knows another.
        .systemLibrary(name: "CZlib"),
        .target(
            name: "Providers",
            dependencies: [
                "Runs", "CZlib",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .target(
            name: "Engine",
            dependencies: [
                "Runs", "Query", "RunTable", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "History",
            dependencies: [
                "Runs", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(name: "CMalloc", cSettings: strictC),
        // Apple has a module System of its own, and swift-configuration one named Configuration.
        .target(
            name: "OperatingSystem", dependencies: ["CMalloc"], path: "Sources/System",
            swiftSettings: strict),
        .target(
            name: "UserConfiguration",
            dependencies: ["Runs", "Query", "RunTable", "OperatingSystem"],
            path: "Sources/Configuration",
            swiftSettings: strict),
        .target(name: "CNcurses", cSettings: strictC),
        .target(name: "Terminal", dependencies: ["CNcurses"], swiftSettings: strict),
        .target(
            name: "TUI", dependencies: ["Runs", "Query", "RunTable", "Terminal"],
            swiftSettings: strict),
        .target(
            name: "Simulator",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // The theme files, compiled into the binary.
        .target(
            name: "Themes",
            path: "themes",
            resources: [
                .embedInCode("contrast.toml"), .embedInCode("daylight.toml"),
                .embedInCode("distinct.toml"),
                .embedInCode("dusk.toml"), .embedInCode("ember.toml"),
                .embedInCode("midnight.toml"),
                .embedInCode("moss.toml"), .embedInCode("noon.toml"), .embedInCode("sixteen.toml"),
            ],
            swiftSettings: strict),

        // Where everything meets: settings become providers, providers feed the engine, the engine
        // feeds the interface.
        .target(
            name: "Commands",
            dependencies: [
                "Runs", "Query", "RunTable", "Providers", "Engine", "History", "UserConfiguration",
                "OperatingSystem", "Terminal", "TUI",
                "Themes", "Simulator", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // Argument parsing.
        .executableTarget(
            name: "synctop",
            dependencies: [
                "Runs", "Query", "Engine", "UserConfiguration", "OperatingSystem", "TUI",
                "Simulator",
                "Commands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // What tests of several modules share.
        .target(
            name: "TestSupport", dependencies: ["Engine", "Providers", "Runs"],
            path: "Tests/TestSupport",
            swiftSettings: strict),

        // What strangers' bytes are fed to, and what must hold then; for the tests and the fuzzer.
        .target(
            name: "Fuzzing",
            dependencies: [
                "Runs", "Query", "RunTable", "Providers", "UserConfiguration", "Terminal", "TUI",
                "TestSupport",
            ],
            path: "Tests/Fuzzing", swiftSettings: strict),
        .testTarget(
            name: "FuzzingTests", dependencies: ["Fuzzing", "TestSupport"], swiftSettings: strict),

        .testTarget(
            name: "RunsTests", dependencies: ["Runs", "Query", "TestSupport"], swiftSettings: strict
        ),
        .testTarget(
            name: "QueryTests", dependencies: ["Query", "RunTable", "Runs", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "RunTableTests", dependencies: ["RunTable", "Query", "Runs", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ProvidersTests",
            dependencies: [
                "Providers", "Runs", "Simulator", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Engine", "Runs", "Query", "RunTable", "History", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        // Writes to a history until it is killed, for the tests to see what is left.
        .executableTarget(
            name: "history-writer", dependencies: ["History", "Runs"],
            path: "Tests/HistoryWriter", swiftSettings: strict),
        .testTarget(
            name: "HistoryTests",
            dependencies: [
                "History", "Runs", "history-writer", .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),
        .testTarget(
            name: "UserConfigurationTests",
            dependencies: [
                "UserConfiguration", "OperatingSystem", "Providers", "Runs", "TestSupport",
            ],
            path: "Tests/ConfigurationTests",
            swiftSettings: strict),
        .testTarget(
            name: "SystemTests", dependencies: ["OperatingSystem", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TerminalTests", dependencies: ["Terminal", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TUITests",
            dependencies: [
                "TUI", "Runs", "Query", "RunTable", "Terminal", "UserConfiguration", "TestSupport",
                "Themes",
            ],
            exclude: ["Frames"], swiftSettings: strict),
        .testTarget(
            name: "SimulatorTests",
            dependencies: [
                "Simulator",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Commands", "Runs", "Query", "RunTable", "Engine", "History", "Providers",
                "UserConfiguration", "OperatingSystem", "Terminal", "TUI",
                "Simulator", "TestSupport", "Themes",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Engine", "History", "Providers", "Query", "Runs", "RunTable", "Simulator", "TUI",
                "Terminal",
                "TestSupport", "Commands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Benchmarks", swiftSettings: strict),
        // Takes the terminal over and crashes, for the tests to see how the terminal is left.
        .executableTarget(
            name: "trapper", dependencies: ["Terminal"], path: "Tests/Trapper",
            swiftSettings: strict),
        .testTarget(
            name: "EndToEnd",
            dependencies: [
                "synctop", "trapper", "Simulator", .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),
    ]
)

// Only a build with libFuzzer's own parts in it can link this one; any other compiles it all the
// same, so that it stays in step with the rest.
package.targets.append(
    isForFuzzer
        ? .executableTarget(
            name: "Fuzzer", dependencies: ["Fuzzing"], path: "Tests/Fuzzer", swiftSettings: strict,
            linkerSettings: [.unsafeFlags(instruments + ["-use-ld=lld"])])
        : .target(
            name: "Fuzzer", dependencies: ["Fuzzing"], path: "Tests/Fuzzer", swiftSettings: strict))
