/// The open choice of columns, which shows at once.
package struct ColumnPicker: Hashable, Sendable {
    /// The column that keys act on.
    package internal(set) var cursor = 0
    /// The choice that Esc brings back.
    let saved: ColumnChoice
}
