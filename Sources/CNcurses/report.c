// The report on a crash, by whoever handled crashes before us.
#include "Crash.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static bool begins(const char *line, const char *word) {
    return strncmp(line, word, strlen(word)) == 0;
}

// Shows a report but for the registers: with them goes the memory that they point to, which may be
// a key. A question that nobody could answer is left out too.
static void show(int report) {
    char line[1024];
    size_t length = 0;
    bool is_shown = true, is_start = true;
    char byte;
    off_t place = 0;
    while (pread(report, &byte, 1, place++) == 1) {
        line[length++] = byte;
        // A longer line goes on in pieces, which are shown as its beginning was.
        if (byte != '\n' && length < sizeof line - 1) continue;
        line[length] = '\0';
        if (is_start && begins(line, "Registers:")) is_shown = false;
        if (is_start && begins(line, "Images")) is_shown = true;
        bool is_question = is_start && begins(line, "\rPress ");
        if (is_shown && !is_question) cn_write_all(STDERR_FILENO, line, length);
        is_start = byte == '\n';
        length = 0;
    }
    if (is_shown) cn_write_all(STDERR_FILENO, line, length);
}

static bool reports(const struct sigaction *former) {
    if (former->sa_flags & SA_SIGINFO) return true;
    return former->sa_handler != SIG_DFL && former->sa_handler != SIG_IGN;
}

static void call(const struct sigaction *former, int number, siginfo_t *info, void *context) {
    if (former->sa_flags & SA_SIGINFO) {
        former->sa_sigaction(number, info, context);
    } else {
        former->sa_handler(number);
    }
}

static void unblock(const int numbers[], size_t count) {
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t i = 0; i < count; i++) sigaddset(&signals, numbers[i]);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

void cn_crash_report(const struct sigaction *former, int number, siginfo_t *info, void *context) {
    static const char notice[] =
        "\nThe program has crashed. A report on where it did follows; ctrl-c leaves it out.\n";
    if (!reports(former)) return;
    // With a terminal to read from, the Swift runtime would ask a question and wait for half a
    // minute.
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0) dup2(nothing, STDIN_FILENO);
    // It looks at memory that may not be there, and catches what comes of that; and it starts a
    // program, which control-c ends.
    static const int let[] = {SIGSEGV, SIGBUS, SIGINT};
    unblock(let, sizeof let / sizeof let[0]);
    // A sanitizer's handler ends the process itself: what it writes has to go to its place at once.
    int report = CN_IS_SANITIZED ? -1 : cn_nameless_file();
    if (report < 0) return call(former, number, info, context);
    cn_write_all(STDERR_FILENO, notice, sizeof notice - 1);
    int errors = dup(STDERR_FILENO);
    dup2(report, STDOUT_FILENO);
    dup2(report, STDERR_FILENO);
    call(former, number, info, context);
    // A thread that goes on writes no result: a script would take a part for the whole.
    if (nothing >= 0) dup2(nothing, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    show(report);
}
