// What the handler of crashes is made of. All of it may be called in a handler.
#ifndef CNCURSES_CRASH_H
#define CNCURSES_CRASH_H

#include <signal.h>
#include <stddef.h>

// A new file that nobody else can find, or -1.
int cn_nameless_file(void);

// Writes all of it, as far as the descriptor takes it.
void cn_write_all(int descriptor, const char *bytes, size_t count);

// Has the handler that was there before ours, the Swift runtime's as a rule, report on a crash, and
// shows what it reports. It asks no questions, and shows no memory.
void cn_crash_report(const struct sigaction *former, int number, siginfo_t *info, void *context);

#endif
