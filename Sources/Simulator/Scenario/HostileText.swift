/// An error text as a stranger may write it: it clears the screen, sets the clipboard, returns
/// the carriage, turns the reading direction, hides in zero width, and is wider than it counts.
let hostileText =
    "vendor returned: 422 {\"detail\":\"unexpected token \u{1b}[2J\u{1b}]52;c;AAAA\u{07} in row 41\"}"
    + "\rOK all 41 rows synced"
    + " for file \u{202E}fdp.eciovni\u{202C} of tenant pay\u{200B}pal"
    + " (顧客データ同期 🚀👩‍💻 e\u{301}\u{302}\u{323})"
