import Foundation
import Simulator

/// A handful of runs of which every word is known, some minutes old when the test begins.
enum KnownWorld {
    /// How many runs there are, those of Well first: a running, two good and two failed ones; a
    /// running, a failed and a good one.
    static let runCount = 8
    static let wellCount = 5

    /// The text of the failed run of the bank.
    static let error = """
        AUTH_EXPIRED: the token was revoked by the owner of the account
        request_id: 7f3a9c21
          at refreshToken (connectors/mercury/auth.ts:88:11)
        The connection stays out of use until somebody signs in again, and no sync that depends \
        on it will be started before that.
        """

    static let bank = "wc-bank"
    static let failedID = "5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b"

    /// The metadata of the failed run of the bank.
    static let metadata: JSON = [
        "records_synced": 12,
        "by_object": ["accounts": 3, "transactions": 9],
        "pages": [4, 5],
        "full_resync": false,
    ]

    static var configuration: SimulatorConfiguration {
        SimulatorConfiguration(worlds: [.well(well()), .polytomic(polytomic())])
    }

    /// The moment so many minutes before now.
    static func ago(_ minutes: Double) -> Moment { Moment(Date()).adding(seconds: -minutes * 60) }

    /// The logs of two connectors.
    static func logs() -> [WellLog] {
        [
            log(1, "wc-stripe", "success", minutesAgo: 30),
            log(2, "wc-stripe", "error", minutesAgo: 20, error: "RATE_LIMITED: 429 from upstream"),
            WellLog(
                pk: 3, id: failedID, workspaceConnector: bank, status: "error", createdAt: ago(10)
            ).with {
                $0.triggerType = "manual"
                $0.startedAt = ago(10)
                $0.completedAt = ago(9.5)
                $0.error = error
                $0.cloudTaskID = "task_mercury_0607"
                $0.metadata = metadata
            },
            log(4, "wc-stripe", "success", minutesAgo: 5),
            log(5, bank, "in_progress", minutesAgo: 1),
        ]
    }

    /// One log, half a minute long unless it is still under way.
    static func log(
        _ pk: Int, _ connector: String, _ status: String, minutesAgo: Double, error: String? = nil
    ) -> WellLog {
        let start = ago(minutesAgo)
        return WellLog(
            pk: pk, id: "log-\(pk)", workspaceConnector: connector, status: status,
            createdAt: start
        ).with {
            $0.startedAt = start
            $0.completedAt = status == "in_progress" ? nil : start.adding(seconds: 30)
            $0.error = error
        }
    }

    /// Two connectors and their logs.
    static func well(_ logs: [WellLog] = logs()) -> WellWorld {
        WellWorld(
            logs: logs,
            connectors: [
                WellConnector(pk: 1, id: "c-mercury", name: "Mercury"),
                WellConnector(pk: 2, id: "c-stripe", name: "Stripe payouts"),
            ],
            workspaceConnectors: [
                WellWorkspaceConnector(
                    pk: 1, id: bank, connector: "c-mercury", accountLabel: "Mercury bank"),
                WellWorkspaceConnector(pk: 2, id: "wc-stripe", connector: "c-stripe"),
            ])
    }

    /// Two syncs and their events.
    static func polytomic() -> PolytomicWorld {
        PolytomicWorld(
            events: [
                event("leads-1", "sync.running", minutesAgo: 26),
                event("leads-1", "sync.completed", minutesAgo: 25),
                event("accounts-1", "sync.running", minutesAgo: 16),
                event(
                    "accounts-1", "sync.failed", minutesAgo: 15,
                    error: "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access"),
                event("leads-2", "sync.running", minutesAgo: 2),
            ],
            syncs: [
                PolytomicSync(id: "accounts", name: "Accounts → Salesforce"),
                PolytomicSync(id: "leads", name: "Leads → Marketo"),
            ])
    }

    private static func event(
        _ execution: String, _ type: String, minutesAgo: Double, error: String? = nil
    ) -> PolytomicEvent {
        let sync = execution.split(separator: "-").first.map(String.init) ?? ""
        let body: JSON = ["execution_id": .string(execution), "sync_id": .string(sync)]
        return PolytomicEvent(
            id: "\(execution)-\(type)", organization: "o", createdAt: ago(minutesAgo), type: type,
            event: error.map { body.adding(["error": .string($0)]) } ?? body)
    }
}
