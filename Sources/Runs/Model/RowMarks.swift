/// The fields of a run that have a value, and the source of its time.
package struct RowMarks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    // Inlined because they are read for each row of a table.
    @inlinable package static var error: RowMarks { RowMarks(rawValue: 1 << 0) }
    @inlinable package static var metadata: RowMarks { RowMarks(rawValue: 1 << 1) }
    @inlinable package static var related: RowMarks { RowMarks(rawValue: 1 << 2) }
    @inlinable package static var duration: RowMarks { RowMarks(rawValue: 1 << 3) }
    @inlinable package static var started: RowMarks { RowMarks(rawValue: 1 << 4) }
    @inlinable package static var finished: RowMarks { RowMarks(rawValue: 1 << 5) }
    @inlinable package static var pipeline: RowMarks { RowMarks(rawValue: 1 << 6) }
    @inlinable package static var trigger: RowMarks { RowMarks(rawValue: 1 << 7) }
    @inlinable package static var event: RowMarks { RowMarks(rawValue: 1 << 8) }
    @inlinable package static var request: RowMarks { RowMarks(rawValue: 1 << 9) }
    @inlinable package static var requestID: RowMarks { RowMarks(rawValue: 1 << 10) }
    @inlinable package static var attempt: RowMarks { RowMarks(rawValue: 1 << 11) }
    @inlinable package static var http: RowMarks { RowMarks(rawValue: 1 << 12) }
    /// The provider gave a day only.
    @inlinable package static var dated: RowMarks { RowMarks(rawValue: 1 << 13) }
    /// The provider gave no time.
    @inlinable package static var undated: RowMarks { RowMarks(rawValue: 1 << 14) }
    /// No time, and there before the first read.
    @inlinable package static var backlog: RowMarks { RowMarks(rawValue: 1 << 15) }

    /// No known time of day, so no place in a timeline.
    @inlinable package static var untimed: RowMarks { [.dated, .undated] }

    @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }

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
