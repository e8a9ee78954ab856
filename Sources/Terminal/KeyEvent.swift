/// One key as pressed, with its modifiers folded in.
package enum KeyEvent: Hashable, Sendable {
    /// A printable character, as typed.
    case character(Character)
    /// Control with a lowercase letter, a space or one of `\ ] ^ _`. Control-i, -m, -j and -h are
    /// indistinguishable from tab, enter and backspace, and come as those.
    case control(Character)
    /// Alt (or Escape at once before) with a character.
    case alt(Character)
    case enter
    case escape
    case tab
    case backTab
    case backspace
    case delete
    case insert
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    /// A function key, counted from 1.
    case function(Int)
}
