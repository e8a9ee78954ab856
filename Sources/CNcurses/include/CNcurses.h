// ncurses with its wide-character interface, and what Swift cannot import of it or of the C
// library: macros, variadic functions, global streams, signal handlers. Nothing here knows what is
// drawn.
#ifndef CNCURSES_H
#define CNCURSES_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif

#include <curses.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <wchar.h>

// Text attributes of a cell, as bits.
enum {
    CN_BOLD = 1 << 0,
    CN_DIM = 1 << 1,
    CN_ITALIC = 1 << 2,
    CN_UNDERLINE = 1 << 3,
    CN_REVERSE = 1 << 4,
    CN_STRIKETHROUGH = 1 << 5,
};

// Begins on standard input and output, whose streams are global variables, which Swift refuses.
// The screen has the size of the terminal database's entry: LINES and COLUMNS are not read.
SCREEN *cn_newterm(const char *type);

// What the terminal database says of a name.
typedef enum {
    CN_ENTRY_FOUND,
    CN_NO_ENTRY,
    // A hardcopy terminal.
    CN_ODD_ENTRY,
    CN_NO_DATABASE,
} cn_entry;

// Looks a name up in the terminal database.
cn_entry cn_find_entry(const char *type);

static inline int cn_colors(void) { return COLORS; }

static inline int cn_color_pairs(void) { return COLOR_PAIRS; }

// The columns the C library gives a scalar in the present locale; -1 when it cannot be printed.
int cn_columns(uint32_t scalar);

// ncurses has no strikethrough; faint text is as close as it comes.
static inline attr_t cn_attributes(uint8_t bits) {
    attr_t attributes = A_NORMAL;
    if (bits & CN_BOLD) attributes |= A_BOLD;
    if (bits & (CN_DIM | CN_STRIKETHROUGH)) attributes |= A_DIM;
    if (bits & CN_ITALIC) attributes |= A_ITALIC;
    if (bits & CN_UNDERLINE) attributes |= A_UNDERLINE;
    if (bits & CN_REVERSE) attributes |= A_REVERSE;
    return attributes;
}

// Puts one spacing character with its marks at a place of the window.
static inline void cn_draw(
    WINDOW *window, int row, int column, const uint32_t *scalars, int count, uint8_t attributes,
    int pair) {
    wchar_t text[CCHARW_MAX + 1];
    cchar_t cell;
    int length = count < CCHARW_MAX ? count : CCHARW_MAX;
    for (int i = 0; i < length; i++) text[i] = (wchar_t)scalars[i];
    text[length] = L'\0';
    if (setcchar(&cell, text, cn_attributes(attributes), 0, &pair) != ERR) {
        // The last cell of a screen reports an error, as the cursor has nowhere to go from there.
        (void)mvwadd_wch(window, row, column, &cell);
    }
}

// Takes the encoding of characters from the environment's locale. A UTF-8 locale that is not
// installed becomes another one. Returns whether text is UTF-8.
bool cn_set_locale(void);

// Whether standard input and standard output are both a terminal.
bool cn_has_terminal(void);

// The terminal's size in cells as the kernel knows it; false when it does not, or knows an empty
// one.
bool cn_window_size(int *height, int *width);

// Whether the entry in use of the terminal database has a capability by that name.
bool cn_has_capability(const char *name);

// Whether standard input has reached its end: the terminal is gone and will not say anything again.
bool cn_input_ended(void);

// Whether the terminal takes our output and input now: false for a job in the background.
bool cn_in_foreground(void);

// Writes to the terminal past ncurses, as whole as the terminal takes it. Call it between updates
// only. Returns whether all was written.
bool cn_write(const char *bytes, size_t count);

// Stops the process group as control-z does in a shell; returns when it goes on in the foreground,
// or was asked to end. Does nothing in a session that has nobody to continue it, nor where the
// signal was ignored when the process started. Wants the signals caught.
void cn_stop_group(void);

// What signals say.
typedef enum {
    CN_NO_SIGNAL,
    CN_RESIZED,
    CN_INTERRUPTED,
    CN_HUNG_UP,
    CN_STOP_ASKED,
    CN_CONTINUED,
} cn_signal;

// Catches the signals that concern a terminal, except those that were ignored when the process
// started: the handler writes each into a pipe, whose readable end is returned, or -errno. SIGPIPE
// is ignored meanwhile.
int cn_signals_open(void);

// The next signal that came, if any.
cn_signal cn_signals_take(void);

// Puts the former handlers back. Where the terminal is lost the process is about to end by itself,
// and no more word of that loss ends it sooner.
void cn_signals_close(bool is_lost);

// Keeps the terminal's present modes as those to restore. Returns 0 or errno. Call it before
// newterm.
int cn_modes_save(void);

// Restores the modes kept.
void cn_modes_restore(void);

// Keeps what is written to standard error from now on, where that is a terminal.
void cn_errors_hold(void);

// Shows what was kept, and lets standard error be. Does nothing where nothing is held.
void cn_errors_show(void);

// Has crashes reported on without registers and the memory they point to, from now on, with or
// without a screen: that memory may be a key.
void cn_crash_catch(void);

// Has a crash restore the terminal before it takes its course: the modes kept, the entry's own
// sequences to leave full-screen mode, and `extra`. What standard error holds is shown then, and
// what the former handler reports. Call it after newterm, and again to arm it anew.
void cn_crash_arm(const char *extra);

// Lets a crash by stack overflow on the calling thread be handled too. Cheap to call again.
void cn_crash_cover_thread(void);

// Leaves the terminal alone in a crash, as it is restored already.
void cn_crash_disarm(void);

#endif
