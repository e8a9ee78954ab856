// What the kernel and the terminal database say of the terminal.
#define _GNU_SOURCE
#include "CNcurses.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

// The Swift side decodes keys without ncurses, so that it can be tested: the numbers must agree.
_Static_assert(KEY_DOWN == 0402 && KEY_UP == 0403 && KEY_LEFT == 0404 && KEY_RIGHT == 0405, "");
_Static_assert(KEY_HOME == 0406 && KEY_END == 0550 && KEY_BACKSPACE == 0407 && KEY_F0 == 0410, "");
_Static_assert(KEY_DC == 0512 && KEY_IC == 0513 && KEY_NPAGE == 0522 && KEY_PPAGE == 0523, "");
_Static_assert(KEY_ENTER == 0527 && KEY_BTAB == 0541 && KEY_RESIZE == 0632, "");
_Static_assert(KEY_A1 == 0534 && KEY_A3 == 0535 && KEY_C1 == 0537 && KEY_C3 == 0540, "");
_Static_assert(KEY_MAX == 0777 && CCHARW_MAX == 5, "");

// Whether a locale's name says UTF-8: "de_DE.UTF-8", or "UTF-8" alone, as macOS has it.
static bool names_utf8(const char *locale) {
    if (locale == NULL) return false;
    const char *dot = strchr(locale, '.');
    const char *codeset = dot == NULL ? locale : dot + 1;
    return strncasecmp(codeset, "utf-8", 5) == 0 || strncasecmp(codeset, "utf8", 4) == 0;
}

static const char *wanted_locale(void) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0') return value;
    }
    return NULL;
}

bool cn_set_locale(void) {
    static const char *const fallbacks[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"};
    // Only how characters are encoded: a category that is not installed must not change that.
    bool is_set = setlocale(LC_CTYPE, "") != NULL;
    if (!is_set && names_utf8(wanted_locale())) {
        for (size_t i = 0; !is_set && i < sizeof fallbacks / sizeof fallbacks[0]; i++) {
            is_set = setlocale(LC_CTYPE, fallbacks[i]) != NULL;
        }
    }
    return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool cn_has_terminal(void) { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

int cn_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

bool cn_window_size(int *height, int *width) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return false;
    if (size.ws_row == 0 || size.ws_col == 0) return false;
    *height = size.ws_row;
    *width = size.ws_col;
    return true;
}

SCREEN *cn_newterm(const char *type) {
    // The size comes from the kernel alone, and is bounded before ncurses takes memory for it.
    use_env(FALSE);
    return newterm((NCURSES_CONST char *)type, stdout, stdin);
}

cn_entry cn_find_entry(const char *type) {
    int found = 0;
    if (setupterm((NCURSES_CONST char *)type, STDOUT_FILENO, &found) == OK) return CN_ENTRY_FOUND;
    return found < 0 ? CN_NO_DATABASE : found == 0 ? CN_NO_ENTRY : CN_ODD_ENTRY;
}

bool cn_has_capability(const char *name) {
    char *value = tigetstr((NCURSES_CONST char *)name);
    return value != NULL && value != (char *)-1;
}

bool cn_input_ended(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, 0) <= 0) return false;
    if (input.revents & (POLLHUP | POLLERR | POLLNVAL)) return true;
    // Readable with nothing to read is an end of file.
    int count = 0;
    return (input.revents & POLLIN) && ioctl(STDIN_FILENO, FIONREAD, &count) == 0 && count == 0;
}

bool cn_in_foreground(void) {
    pid_t foreground = tcgetpgrp(STDOUT_FILENO);
    return foreground < 0 || foreground == getpgrp();
}

bool cn_write(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EAGAIN) {
            struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
            if (poll(&output, 1, 100) > 0) continue;
        }
        if (written <= 0) return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}
