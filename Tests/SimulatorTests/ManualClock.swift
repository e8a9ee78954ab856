import Foundation
import Simulator
import Synchronization

/// A clock that stands still until it is moved.
final class ManualClock: Sendable {
    private let moment: Mutex<Moment>

    init(_ moment: Moment) {
        self.moment = Mutex(moment)
    }

    var now: Moment { moment.withLock { $0 } }

    func advance(seconds: Double) {
        moment.withLock { $0 = $0.adding(seconds: seconds) }
    }

    func set(_ moment: Moment) {
        self.moment.withLock { $0 = moment }
    }

    var read: @Sendable () -> Date {
        { self.now.date }
    }
}
