import Foundation
import Testing

extension EndToEnd {
    /// Options whose value came from a variable of the shell that is not set.
    struct EmptyValueTests {
        /// What each command says of an option without a value: a part of the sentence.
        private static let refused = [
            ("runs", "--source", "--source"), ("runs", "--config", "takes a path"),
            ("runs", "--since", "--since takes"), ("runs", "--until", "--until takes"),
            ("runs", "--max-age", "an age is written"), ("runs", "--limit", "--limit takes"),
            ("runs", "--sort", "no sort key is called \"\""), ("runs", "--format", "--format"),
            ("runs", "--fail-on", "--fail-on takes"), ("runs", "--timeout", "a duration is"),
            ("runs", "--log-level", "the levels are"), ("check", "--format", "--format"),
            ("check", "--source", "--source"), ("check", "--log-level", "levels"),
            ("demo", "--keep", "--keep takes"), ("demo", "--fault", "no fault is called \"\""),
            ("demo", "--fault-for", "a duration is"), ("demo", "--plan", "no plan is called \"\""),
            ("demo", "--seed", "--seed"), ("demo", "--speed", "--speed takes"),
            ("demo", "--history", "--history takes"), ("demo", "--view", "no view is called \"\""),
            ("demo", "--theme", "unknown theme \"\""), ("simulate", "--port", "--port takes"),
            ("simulate", "--fault", "no fault is called \"\""), ("", "--view", "no view is called"),
            ("", "--theme", "unknown theme \"\""), ("", "--source", "--source"),
            ("paths", "--config", "takes a path"), ("init", "--config", "takes a path"),
            ("themes", "--log-level", "the levels are"),
        ]

        @Test(arguments: refused)
        func `an option with an empty value is a mistake of usage`(
            command: String, option: String, words: String
        ) async throws {
            try await withKnownWorld { home, config in
                let named = ["runs", "check", ""].contains(command) && option != "--config"
                let start = command.isEmpty ? [] : [command]
                for value in [[option + "="], [option, ""]] {
                    let outcome = try await home.synctop(
                        start + (named ? ["--config", config] : []) + value)
                    #expect(outcome.status == 64, "\(value): \(outcome.errors)")
                    #expect(outcome.output.isEmpty)
                    let isReported =
                        outcome.errors.contains(words)
                        || outcome.errors.contains("Missing value for '\(option)")
                    #expect(isReported, "\(outcome.errors)")
                }
            }
        }

        @Test(arguments: [
            [",", "failed"], ["failed,"], [",failed"], ["failed,,warning"], ["failed", ""], [" "],
            ["failed, warning"],
        ])
        func `a list with an empty item fails rather than keep silent`(
            lists: [String]
        ) async throws {
            try await withKnownWorld { home, config in
                let outcome = try await home.synctop(
                    ["runs", "--config", config] + lists.flatMap { ["--fail-on", $0] })
                #expect(outcome.status == 64)
                #expect(outcome.output.isEmpty)
            }
        }

        @Test func `lists of statuses to fail on add up`() async throws {
            try await withKnownWorld { home, config in
                let runs = ["runs", "--config", config, "--format", "ndjson"]
                for lists in [["failed", "skipped"], ["skipped", "failed"], ["skipped,failed"]] {
                    let outcome = try await home.synctop(
                        runs + lists.flatMap { ["--fail-on", $0] })
                    #expect(outcome.status == 1, "\(lists)")
                }
                #expect(try await home.synctop(runs + ["--fail-on", "skipped"]).status == 0)
            }
        }

        @Test(arguments: ["", " "])
        func `an empty filter lists everything`(filter: String) async throws {
            try await withKnownWorld { home, config in
                let outcome = try await home.synctop(
                    "runs", "--config", config, "--format", "ndjson", "--filter", filter)
                #expect(outcome.status == 0)
                #expect(outcome.lines.count == KnownWorld.runCount)
            }
        }
    }
}
