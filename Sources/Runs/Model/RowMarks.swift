/// Which fields of a run have a value, and where its time comes from.
package struct RowMarks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package static let error = RowMarks(rawValue: 1 << 0)
    package static let metadata = RowMarks(rawValue: 1 << 1)
    package static let related = RowMarks(rawValue: 1 << 2)
    package static let duration = RowMarks(rawValue: 1 << 3)
    package static let started = RowMarks(rawValue: 1 << 4)
    package static let finished = RowMarks(rawValue: 1 << 5)
    package static let pipeline = RowMarks(rawValue: 1 << 6)
    package static let trigger = RowMarks(rawValue: 1 << 7)
    package static let event = RowMarks(rawValue: 1 << 8)
    package static let request = RowMarks(rawValue: 1 << 9)
    package static let requestID = RowMarks(rawValue: 1 << 10)
    package static let attempt = RowMarks(rawValue: 1 << 11)
    package static let http = RowMarks(rawValue: 1 << 12)
    /// The provider gave a day only.
    package static let dated = RowMarks(rawValue: 1 << 13)
    /// The provider gave no time.
    package static let undated = RowMarks(rawValue: 1 << 14)
    /// Without a time, and there before anybody looked.
    package static let backlog = RowMarks(rawValue: 1 << 15)

    /// No time of day is known: what began then has no place in a timeline.
    package static let untimed: RowMarks = [.dated, .undated]

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package init(_ run: Run) {
        var marks: RowMarks = []
        for presence in RunPresence.allCases where presence.holds(run) {
            marks.insert(RowMarks(presence))
        }
        switch run.timeSource {
        case .provider: break
        case .date: marks.insert(.dated)
        case .firstSeen: marks.insert(.undated)
        }
        if run.listPlace?.arrival == .backlog { marks.insert(.backlog) }
        self = marks
    }

    package init(_ presence: RunPresence) {
        self =
            switch presence {
            case .error: .error
            case .metadata: .metadata
            case .related: .related
            case .duration: .duration
            case .started: .started
            case .finished: .finished
            case .pipeline: .pipeline
            case .trigger: .trigger
            case .event: .event
            case .request: .request
            case .requestID: .requestID
            case .attempt: .attempt
            case .http: .http
            }
    }

    package var timeSource: TimeSource {
        contains(.undated) ? .firstSeen : contains(.dated) ? .date : .provider
    }
}
