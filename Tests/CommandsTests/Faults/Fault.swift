/// What can go wrong between a source and its provider.
enum Fault: String, CaseIterable, Sendable {
    case dnsFailure = "DNS failure"
    case refused
    case connectHang = "connect hang"
    case tlsFailure = "TLS failure"
    case resetInBody = "reset in the body"
    case truncatedJSON = "truncated JSON"
    case oneByteASecond = "one byte per second"
    case burstOf500 = "a burst of 500s"
    case unavailableUntilDate = "503 with an HTTP-date"
    case limitedForSeconds = "429 with seconds"
    case limitedUntilEpoch = "429 with an epoch"
    case limitedNegative = "429 with a negative value"
    case limitedHuge = "429 with a huge value"
    case limitedGarbage = "429 with garbage"
    case unauthorizedInTheMiddle = "401 in the middle"
    case forbiddenPipeline = "403 on one pipeline only"
    case htmlWith200 = "HTML with a 200"
    case emptyPageWithNext = "an empty page with a next link"
    case repeatingCursor = "a cursor that repeats"
    case expiredCursor = "a cursor that expires in mid-walk"
    case insertDuringWalk = "insert during a walk"
    case deleteDuringWalk = "delete during a walk"
    case equalTimestamps = "equal timestamps filling a page"
    case clockAhead = "server clock an hour ahead"
    case clockBehind = "server clock an hour behind"
    case asleep = "eight hours asleep"
}

/// How one fault is played to one vendor, and what is expected of it.
struct FaultScript: Sendable {
    /// When the fault begins.
    enum Phase: Sendable {
        /// Before the very first call.
        case firstWalk
        /// Once everything was read.
        case steady
    }

    /// What becomes of a call while the fault holds.
    enum Turn: Sendable {
        /// What the vendor says.
        case honest
        /// No answer, after a while.
        case fails(TransportTrouble, after: Duration)
        /// Another answer.
        case says(@Sendable (FaultCall) -> FaultAnswer)
    }

    var phase = Phase.steady
    /// How long it holds.
    var holds = Duration.seconds(600)
    /// How long nothing may be asked, from the first answer on.
    var quiet: Duration?
    /// What the header shows of the source, nil where no trouble is shown.
    var chip: String?
    /// What its problem's sentence contains.
    var says: [String] = []
    /// The greatest number of calls while it holds.
    var mostCalls = 60
    /// How often the secret is fetched while it holds, at least once and at most.
    var fetches: ClosedRange<Int>?
    /// How long the computer sleeps instead of polling.
    var nap: Duration?
    /// How long it may take until everything is read, once the fault is gone.
    var recovers = Duration.seconds(400)
    /// How long the computer sleeps once the fault is gone.
    var sleepsOn: Duration?
    /// How far the server's clock is ahead, in milliseconds.
    var skew = 0
    /// Whether runs of one moment fill more than a page.
    var hasEqualTimes = false
    /// A pipeline that cannot be read while the fault holds.
    var unread: String?
    /// What becomes of a call; how many there were since the fault began, and how many of those
    /// asked for runs, this one included.
    var turn: @Sendable (FaultCall) -> Turn = { _ in .honest }
}
