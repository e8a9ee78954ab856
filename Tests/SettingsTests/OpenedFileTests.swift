import Foundation
import Testing

@testable import Settings

struct OpenedFileTests {
    @Test func `a link to nothing is told from a file that is not there`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/config.toml"
            #expect(throws: SettingsFailure.fileMissing(path: path)) {
                try OpenedFile(settingsAt: path)
            }
            #expect(symlink(folder.path + "/gone", path) == 0)
            #expect(
                throws: SettingsFailure.fileUnreadable(
                    path: path, reason: "it is a link to a file that is not there")
            ) {
                try OpenedFile(settingsAt: path)
            }
        }
    }
}
