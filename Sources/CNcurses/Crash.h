// What the handler of crashes is made of. All of it may be called in a handler.
#ifndef CNCURSES_CRASH_H
#define CNCURSES_CRASH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

// Whether a sanitizer is built in: `CN_SANITIZED` says so where only what is Swift is instrumented.
#ifdef CN_SANITIZED
#define CN_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CN_IS_SANITIZED 1
#endif
#endif
#ifndef CN_IS_SANITIZED
#define CN_IS_SANITIZED 0
#endif

// How much of a stack there is for the handler of crashes and the one that reports on them, in
// bytes.
enum { CN_CRASH_STACK = 64 * 1024 };

// Whether the calling thread has such a stack from us.
extern _Thread_local bool cn_is_covered;

// A new file that nobody else can find, or -1.
int cn_nameless_file(void);

// Writes all of it, as far as the descriptor takes it.
void cn_write_all(int descriptor, const char *bytes, size_t count);

// Has the handler that was there before ours, the Swift runtime's as a rule, report on a crash, and
// shows what it reports. It asks no questions, and shows no memory.
void cn_crash_report(const struct sigaction *former, int number, siginfo_t *info, void *context);

#endif
