package import Runs

/// A part of a query: a term, or a combination of parts.
package indirect enum QueryNode: Hashable, Sendable {
    case all([QueryNode])
    case any([QueryNode])
    case not(QueryNode)
    case term(QueryTerm)

    /// Whether the same run may match at one moment and not at another.
    var isTimeDependent: Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.contains(where: \.isTimeDependent)
        case .not(let part): part.isTimeDependent
        case .term(let term): term.tests.contains(where: \.isTimeDependent)
        }
    }
}

/// The condition on one field: at least one of the tests must hold.
package struct QueryTerm: Hashable, Sendable {
    package let subject: QuerySubject
    /// The alternatives, at least one.
    package let tests: [QueryTest]
}

/// The subject of a term.
package enum QuerySubject: Hashable, Sendable {
    /// Any of pipeline, source, error, event, request and id.
    case anything
    case field(QueryField)
    /// The scalars at the end of a path into the metadata.
    case metadata(path: [String])
}

/// One alternative of a term.
package enum QueryTest: Hashable, Sendable {
    case text(TextPattern)
    case status(RunStatus)
    case number(Comparison, QueryNumber)
    /// A comparison of durations. An equal one may exceed it by less than `unit` milliseconds.
    case duration(Comparison, milliseconds: Int64, unit: Int64)
    /// The run began at or after a moment.
    case since(QueryTime)
    /// The run began at or before a moment.
    case until(QueryTime)
    case presence(RunPresence)
    /// The metadata has a value other than null at a path.
    case metadata(path: [String])

    package var isTimeDependent: Bool {
        switch self {
        case .since(.ago), .until(.ago), .duration: true
        case .since(.at), .until(.at), .text, .status, .number, .presence, .metadata: false
        }
    }
}

/// The relation of a value to the written one.
package enum Comparison: String, CaseIterable, Hashable, Sendable {
    case less = "<"
    case atMost = "<="
    case equal = "="
    case atLeast = ">="
    case greater = ">"

    package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .less: left < right
        case .atMost: left <= right
        case .equal: left == right
        case .atLeast: left >= right
        case .greater: left > right
        }
    }

    /// Compares a duration: an equal one may exceed the written one by less than its unit.
    package func holds(duration: Int64, _ milliseconds: Int64, unit: Int64) -> Bool {
        guard self == .equal else { return holds(duration, milliseconds) }
        return duration >= milliseconds && duration - milliseconds < unit
    }
}

/// A moment in a query.
package enum QueryTime: Hashable, Sendable {
    /// This many milliseconds before now.
    case ago(milliseconds: Int64)
    case at(Timestamp)

    package func timestamp(now: Timestamp) -> Timestamp {
        switch self {
        case .ago(let milliseconds): now.advanced(byMilliseconds: -milliseconds)
        case .at(let timestamp): timestamp
        }
    }
}

/// A number in a query or in metadata: exact if it is whole.
package struct QueryNumber: Hashable, Sendable, Comparable {
    private let whole: Int64?
    private let real: Double

    package init(_ whole: Int64) {
        self.whole = whole
        real = Double(whole)
    }

    /// Reads a decimal number with sign, digits, point and exponent; nil if it is none.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ "0123456789.+-eE".utf8.contains($0) }),
            let real = Double(text), real.isFinite
        else { return nil }
        whole = Int64(text) ?? Int64(exactly: real)
        self.real = real
    }

    package static func == (left: QueryNumber, right: QueryNumber) -> Bool {
        guard let mine = left.whole, let theirs = right.whole else {
            return left.real == right.real
        }
        return mine == theirs
    }

    package static func < (left: QueryNumber, right: QueryNumber) -> Bool {
        guard let mine = left.whole, let theirs = right.whole else { return left.real < right.real }
        return mine < theirs
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(real) }
}

package struct QueryLeaf: Hashable, Sendable {
    package let subject: QuerySubject
    package let test: QueryTest

    package init(subject: QuerySubject, test: QueryTest) {
        self.subject = subject
        self.test = test
    }

    /// Whether it tests the metadata, so that only a run's record decides.
    package var isMetadata: Bool {
        if case .metadata = test { return true }
        if case .metadata = subject { return true }
        return false
    }

    /// Whether it is a regular expression, whose search may be given up.
    package var isRegex: Bool {
        if case .text(.regex) = test { true } else { false }
    }
}
