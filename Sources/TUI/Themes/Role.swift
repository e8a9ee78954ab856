/// A part of the screen that themes style; the raw value is its scope in theme files. A scope falls
/// back to the part before its last dot: `status.failed` to `status`.
package enum Role: String, CaseIterable, Hashable, Sendable {
    case background
    case text
    case textMuted = "text.muted"
    case header
    case headerTitle = "header.title"
    case headerClock = "header.clock"
    case headerLive = "header.live"
    case headerPaused = "header.paused"
    case chip
    case chipOK = "chip.ok"
    case chipWorking = "chip.working"
    case chipWarning = "chip.warning"
    case chipError = "chip.error"
    case counts
    case tab
    case tabActive = "tab.active"
    case filter
    case filterMistake = "filter.mistake"
    case tableHeader = "table.header"
    case tableHeaderSorted = "table.header.sorted"
    case tableRow = "table.row"
    case tableRowSelected = "table.row.selected"
    case tableSeparator = "table.separator"
    case bar
    case barFailed = "bar.failed"
    case barRunning = "bar.running"
    case statusQueued = "status.queued"
    case statusRunning = "status.running"
    case statusSucceeded = "status.succeeded"
    case statusWarning = "status.warning"
    case statusFailed = "status.failed"
    case statusSkipped = "status.skipped"
    case statusCancelled = "status.cancelled"
    case statusInfo = "status.info"
    case statusUnknown = "status.unknown"
    case details
    case detailsTitle = "details.title"
    case detailsLabel = "details.label"
    case detailsValue = "details.value"
    case detailsTab = "details.tab"
    case detailsTabActive = "details.tab.active"
    case jsonKey = "json.key"
    case jsonString = "json.string"
    case jsonNumber = "json.number"
    case jsonBoolean = "json.boolean"
    case jsonNull = "json.null"
    case jsonPunctuation = "json.punctuation"
    case prompt
    case promptMistake = "prompt.mistake"
    case promptGhost = "prompt.ghost"
    case footer
    case footerKey = "footer.key"
    case footerLabel = "footer.label"
    case overlay
    case overlayBorder = "overlay.border"
    case overlayTitle = "overlay.title"
    case overlaySelected = "overlay.selected"
    case message
    case messageWarning = "message.warning"
    case messageError = "message.error"
    case scrollbar
    case scrollbarThumb = "scrollbar.thumb"
    case empty
    case emptyHint = "empty.hint"
    case timeline
    case timelineCursor = "timeline.cursor"
    case timelineSelected = "timeline.selected"
    case sparkline
    case errorNew = "error.new"
    case statusFailedRow = "status.failed.row"
}
