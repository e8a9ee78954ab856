import Terminal

/// The last line: a message, or the keys that matter most where one is.
struct FooterView {
    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .footer)
        if let message = state.message {
            let role: Role =
                switch message.gravity {
                case .notice: .message
                case .warning: .messageWarning
                case .error: .messageError
                }
            canvas.put(
                " \(message.text)", role, column: rect.column, row: rect.row,
                width: rect.columns)
            return
        }
        let quit = hint(.close)
        let quitWidth = quit.reduce(0) { $0 + $1.columns }
        var line: StyledLine = [Span(" ", .footer)]
        var width = 1
        for row in CommandTable.rows where row.command != .close && row.label != nil {
            let next = hint(row.command)
            let own = next.reduce(0) { $0 + $1.columns }
            guard width + own + quitWidth <= rect.columns else { continue }
            line += next
            width += own
        }
        canvas.put(line, in: rect, row: rect.row)
        canvas.put(quit, in: rect.right(quitWidth), row: rect.row)
    }

    private func hint(_ command: Command) -> StyledLine {
        guard let row = CommandTable.row(of: command), let key = row.keys.first,
            let label = label(row)
        else { return [] }
        let sign = key == .enter ? state.glyphs.enterKey : key.label
        return [Span(sign, .footerKey), Span(" \(label)  ", .footerLabel)]
    }

    private func label(_ row: CommandRow) -> String? {
        row.command == .pause && state.paused != nil ? "follow" : row.label
    }
}
