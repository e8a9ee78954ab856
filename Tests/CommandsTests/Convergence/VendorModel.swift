import Foundation
import Providers
import Runs
import TestSupport

/// What one vendor's API holds and answers, as its page has it: the truth that the table is
/// measured against. All times are the server's.
protocol VendorModel: Sendable {
    /// Makes an account with a past.
    init(random: inout SeededRandom, now: Timestamp)

    /// Makes the provider that production would make for this account.
    func provider(_ client: APIClient) -> any Provider

    /// Lets something happen: runs begin, go on, end, are deleted; what the vendor has.
    mutating func change(_ random: inout SeededRandom, at now: Timestamp)

    /// Lets happen what is needed so that nothing is left to happen.
    mutating func comeToRest(_ random: inout SeededRandom, at now: Timestamp)

    /// Answers a call.
    mutating func reply(to call: ModelCall, at now: Timestamp) -> HTTPReply

    /// What the table owes to its reader, for a source that was read this far back at first.
    func truth(since: Timestamp) -> Truth

    /// The greatest number of calls that one poll may take, whatever happened before it.
    var mostCalls: Int { get }

    /// The greatest number of calls of a poll after which nothing was new for long.
    var quietCalls: Int { get }

    /// How many more polls it may take at rest until all is read, where a poll makes few calls.
    var pollsToCatchUp: Int { get }

    /// The longest, in hours, that the computer sleeps while things happen.
    var longestNap: Int { get }
}

extension VendorModel {
    mutating func comeToRest(_ random: inout SeededRandom, at now: Timestamp) {}

    var pollsToCatchUp: Int { 0 }

    var longestNap: Int { 9 }
}

/// What a vendor holds, and what it can no longer tell.
struct Truth: Sendable {
    /// The runs that must be held, each equal in every field.
    var owed: [OwedRun] = []
    /// The runs that may be held: also those that are deleted by now.
    var known: Set<RunID> = []
    /// How many more there may be whose identifiers the vendor does not say.
    var anonymousCount = 0
    /// Whether something happened that this vendor's API cannot reveal, so that a gap is told.
    var mayHaveGaps = false
}

/// A run that must be held.
struct OwedRun: Sendable {
    let run: Run
    /// When the statements were made that make it up: where one of them lies in a gap that was
    /// told of, the run may be missing or unfinished.
    let moments: [Timestamp]
    /// Whether the vendor does not say its identifier, so that it is known by its request alone.
    var isAnonymous = false
}

/// A call as a server sees it.
struct ModelCall: Hashable, Sendable {
    let path: String
    let query: [String: String]
    /// Whether it has more than one parameter of a name, or one that cannot be read.
    private(set) var isMalformed = false

    init(_ call: HTTPCall) {
        var rest = call.url[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        let parts = rest.split(separator: "?", maxSplits: 1)
        path = parts.first.map(String.init) ?? "/"
        var query: [String: String] = [:]
        for item in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = pair.compactMap { String($0).removingPercentEncoding }
            guard texts.count == 2, query[texts[0]] == nil else {
                isMalformed = true
                continue
            }
            query[texts[0]] = texts[1]
        }
        self.query = query
    }

    /// Whether it has no other parameters than these.
    func takes(_ names: String...) -> Bool {
        !isMalformed && query.keys.allSatisfy(names.contains)
    }

    /// A whole number in a range; nil where the parameter is missing or out of it.
    func number(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        query[name].flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil }
    }
}

extension HTTPReply {
    /// An answer in JSON.
    static func json(_ text: String, status: Int = 200) -> HTTPReply {
        HTTPReply(
            status: status,
            headers: HeaderFields([HeaderField("Content-Type", "application/json")]),
            body: Array(text.utf8))
    }

    /// What a strict server says to a call that its page does not allow.
    static let broken = HTTPReply.json("{}", status: 418)
}

/// A text as JSON, null where there is none.
func quoted(_ text: String?) -> String {
    text.map { JSONWriter.text(of: .string($0)) } ?? "null"
}

/// A moment as JSON, null where there is none.
func quoted(_ moment: Timestamp?) -> String { quoted(moment?.rfc3339) }

/// A number as JSON, null where there is none.
func quoted(_ number: (some BinaryInteger)?) -> String { number.map { "\($0)" } ?? "null" }

extension Timestamp {
    static func + (moment: Timestamp, milliseconds: Int) -> Timestamp {
        moment.advanced(byMilliseconds: Int64(milliseconds))
    }

    static func - (moment: Timestamp, milliseconds: Int) -> Timestamp { moment + -milliseconds }

    /// The same moment without what is finer than a grain, in milliseconds.
    func rounded(to grain: Int) -> Timestamp {
        Timestamp(milliseconds: milliseconds - milliseconds % Int64(grain))
    }
}

extension Int {
    static let second = 1_000
    static let minute = 60_000
    static let hour = 3_600_000
}
