/// A screen in memory for tests: records its frames, and its input comes from `send`.
@MainActor
package final class RecordingScreen: Screen {
    /// The frames in order; a frame equal to the previous one is skipped.
    package private(set) var frames: [Frame] = []
    /// The titles in order.
    package private(set) var titles: [String] = []
    /// The copied texts in order.
    package private(set) var copies: [String] = []
    /// The result of copying.
    package var delivery = ClipboardDelivery.sent
    /// Whether the mouse is enabled.
    package private(set) var isMouseWanted = false
    package private(set) var redraws = 0
    package private(set) var suspensions = 0
    package private(set) var bells = 0
    package private(set) var isClosed = false
    package private(set) var size: Size
    package let events: AsyncStream<InputEvent>
    private let input: AsyncStream<InputEvent>.Continuation

    package init(size: Size) {
        self.size = size
        (events, input) = AsyncStream.makeStream()
    }

    package var frame: Frame? { frames.last }

    /// Sends input as if it came from a terminal.
    package func send(_ event: InputEvent) {
        if case .resized(let size) = event { self.size = size }
        input.yield(event)
    }

    /// Sends keys one after another.
    package func press(_ keys: KeyEvent...) {
        for key in keys { send(.key(key)) }
    }

    /// Sends a text as single keys.
    package func type(_ text: String) {
        for character in text { send(.key(.character(character))) }
    }

    package func present(_ frame: Frame) {
        guard !isClosed, frame != frames.last else { return }
        frames.append(frame)
    }

    package func redraw() { redraws += 1 }

    package func suspend() { suspensions += 1 }

    package func close() {
        isClosed = true
        input.finish()
    }

    package func copy(_ text: String) -> ClipboardDelivery {
        copies.append(text)
        return delivery
    }

    package func setMouse(_ isWanted: Bool) { isMouseWanted = isWanted }

    package func setTitle(_ title: String) { titles.append(title) }

    package func bell() { bells += 1 }
}
