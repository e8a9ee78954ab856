import Engine
import Foundation
import Query
import Runs
import RunTable
import UserConfiguration
import Testing
import TUI

@testable import Commands

/// What the interface begins with, and what a configuration says of it.
struct BeginningTests {
    private static let text = """
        backfill = "12h"
        [[view]]
        name = "late"
        filter = "status:failed"
        sort = "-duration"
        view = "errors"
        [[view]]
        name = "first"
        default = true
        [[source]]
        name = "a"
        provider = "well"
        token = { env = "A" }
        web-url = "https://a.example/{pipeline}/{run}"
        [[source]]
        name = "b"
        provider = "well"
        token = { env = "A" }
        backfill = "3d"
        """

    private func composition(_ text: String = BeginningTests.text) throws -> Composition {
        try Composition(simulated: text)
    }

    // MARK: - Views

    @Test func `views of the configuration keep their filter, order and view`() throws {
        let views = try composition().presetViews
        #expect(views.map(\.name) == ["late", "first"])
        #expect(views.map(\.view) == [.errors, .runs])
        #expect(views.map(\.request.query.text) == ["status:failed", ""])
        let orders = [RunOrder(key: .duration, descending: false), .newestFirst]
        #expect(views.map(\.request.order) == orders)
    }

    @Test func `the view to open on is the one that says so`() throws {
        #expect(try composition().defaultView?.name == "first")
        let none = Self.text.replacing("default = true", with: "default = false")
        #expect(try composition(none).defaultView == nil)
    }

    private func last() throws -> Session {
        var last = Session()
        last.view = .sources
        last.request = RunListing.Request(
            query: try Query.parse("status:running"), order: RunOrder(.duration))
        last.run = Session.SelectedRun(
            key: RunKey(source: SourceName("a"), id: RunID("r")), line: 3)
        last.source = SourceName("a")
        last.theme = "dusk"
        return last
    }

    @MainActor @Test func `what is left open is as it was the last time`() throws {
        let nothing = Interface.Beginning()
        #expect(nothing.session(after: nil) == Session())
        let last = try last()
        #expect(nothing.session(after: last) == last)
    }

    @MainActor @Test func `the view that the configuration opens on goes before the last one`()
        throws
    {
        let preset = try #require(try composition().presetViews.first)
        var expected = try last()
        expected.request = preset.request
        expected.view = .errors
        expected.run = nil
        let session = Interface.Beginning().session(after: try last(), preset: preset)
        #expect(session == expected)
    }

    @MainActor @Test func `what is asked for goes before all else, each part by itself`() throws {
        let preset = try #require(try composition().presetViews.first)
        var filtered = Interface.Beginning()
        filtered.query = try Query.parse("provider:well")
        let session = filtered.session(after: try last(), preset: preset)
        #expect(session.request.query.text == "provider:well")
        #expect(session.request.order == preset.request.order)
        #expect(session.view == .errors)
        #expect(session.theme == "dusk")
        var viewed = Interface.Beginning()
        viewed.view = .pipelines
        viewed.theme = "ember"
        let other = viewed.session(after: try last(), preset: preset)
        #expect(other.view == .pipelines)
        #expect(other.request == preset.request)
        #expect(other.theme == nil)
        #expect(other.source == SourceName("a"))
    }

    // MARK: - Sources

    @Test func `a run's page is that of its source's template, where there is one`() throws {
        let page = webPages(of: try composition().config.sources)
        let run = record("r 1", .failed, source: "a", minutesAgo: 1).run(pipelineName: nil)
        #expect(page(run) == "https://a.example/mercury/r%201")
        let other = record("r 1", .failed, source: "b", minutesAgo: 1).run(pipelineName: nil)
        #expect(page(other) == nil)
        let bare = RunObservation(id: RunID("r2"), asOf: now, status: .failed)
        let unnamed = RunRecord(bare, source: SourceName("a"), provider: .well, seenAt: now)
        #expect(page(unnamed.run(pipelineName: nil)) == "https://a.example//r2")
    }

    @Test func `some of the sources are kept by name, and all without names`() throws {
        let all = try composition()
        #expect(all.keeping(nil).config.sources.map(\.name.text) == ["a", "b"])
        #expect(all.keeping([SourceName("b")]).config.sources.map(\.name.text) == ["b"])
        #expect(all.keeping([]).config.sources.isEmpty)
    }

    @Test func `runs are asked for from each source's depth on, or from one moment`() async throws {
        let connected = try ConnectedSources(composition())
        await connected.disconnect()
        let own = connected.startTimes(since: nil, at: now)
        #expect(own(SourceName("a")) == ago(minutes: 12 * 60))
        #expect(own(SourceName("b")) == ago(minutes: 3 * 24 * 60))
        #expect(own(SourceName("c")) == now)
        let common = connected.startTimes(since: ago(minutes: 7), at: now)
        #expect(common(SourceName("a")) == ago(minutes: 7))
        #expect(common(SourceName("c")) == ago(minutes: 7))
    }

    @Test func `connections go once nobody reads through them`() async throws {
        let both = try ConnectedSources(composition())
        let later = try ConnectedSources(composition().keeping([SourceName("a")]))
        var connections = Connections(both)
        connections.add(later)
        #expect(connections.drop([]).isEmpty)
        let idle = connections.drop([SourceName("a")])
        #expect(idle.map { $0.sources.map(\.name.text) } == [["a"]])
        #expect(connections.drop([SourceName("c")]).isEmpty)
        let rest = connections.drop([SourceName("b")])
        #expect(rest.map { $0.sources.map(\.name.text) } == [["a", "b"]])
        #expect(connections.drop([SourceName("b")]).isEmpty)
        await both.disconnect()
        await later.disconnect()
    }

    // MARK: - Secrets

    @Test func `a secret's place is that in its own source`() throws {
        try TemporaryHome.with { home in
            try home.write(Self.text)
            let composition = try home.composition()
            let secret = SecretReference.environment("A")
            #expect(composition.place(of: secret, in: SourceName("a"))?.line == 13)
            #expect(composition.place(of: secret, in: SourceName("b"))?.line == 18)
            #expect(composition.place(of: secret, in: SourceName("c")) == nil)
            #expect(composition.place(of: .environment("B"), in: SourceName("a")) == nil)
        }
    }
}
