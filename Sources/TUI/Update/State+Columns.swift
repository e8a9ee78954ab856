extension State {
    /// Opens the choice of columns.
    mutating func openColumns() { overlay = .columns(ColumnPicker(saved: columns)) }

    mutating func performInColumns(_ command: Command, _ open: ColumnPicker) {
        var picker = open
        if let movement = Movement(command, page: 8) {
            picker.cursor = movement.applied(to: picker.cursor, count: columns.entries.count)
        } else if command == .toggle {
            if !columns.toggle(picker.cursor) {
                message = StatusMessage("one column has to stay")
            }
        } else if command == .toggleAll {
            columns = .usual
        } else if command == .moveEarlier || command == .moveLater {
            picker.cursor = columns.move(picker.cursor, by: command == .moveEarlier ? -1 : 1)
        } else if command == .left || command == .right {
            columns.widen(picker.cursor, by: command == .left ? -1 : 1)
        } else if command == .open || command == .back || command == .close {
            if command != .open { columns = picker.saved }
            overlay = nil
            return
        }
        overlay = .columns(picker)
    }
}
