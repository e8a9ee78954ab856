// A crash must not leave the terminal in full-screen mode without echo, nor secrets in its report.
// The handler runs on a stack of its own, as the crash may be an overflow of the other, and calls
// async-signal-safe functions only: what it writes is put together beforehand.
#include "CNcurses.h"
#include "Crash.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

// Faults of the program, and what ends a process that takes no notice of it: limits, timers, and
// signals that somebody sends.
static const int fatal[] = {
    SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGFPE, SIGTRAP, SIGQUIT, SIGSYS, SIGXCPU, SIGALRM, SIGVTALRM,
    SIGPROF, SIGUSR1, SIGUSR2,
#ifdef SIGPWR
    SIGPWR, SIGSTKFLT, SIGIO,
#endif
};
enum { FATAL = sizeof fatal / sizeof fatal[0] };

static struct sigaction former[FATAL];
static atomic_bool is_caught;
static char restoring[512];
static size_t restoring_length;
static struct termios modes;
static bool has_modes;
static atomic_bool armed;
static atomic_bool has_crashed;
static _Thread_local bool is_crashing;
static _Alignas(16) char stack[CN_CRASH_STACK];
_Thread_local bool cn_is_covered;

// Appends a sequence without its padding marks ($<5>), which only tputs understands.
static void append(const char *sequence) {
    if (sequence == NULL || sequence == (const char *)-1) return;
    while (*sequence != '\0' && restoring_length + 1 < sizeof restoring) {
        if (sequence[0] == '$' && sequence[1] == '<') {
            const char *end = strchr(sequence, '>');
            if (end != NULL) {
                sequence = end + 1;
                continue;
            }
        }
        restoring[restoring_length++] = *sequence++;
    }
}

// Gives the terminal back, whatever becomes of the process.
static void give_back(void) {
    // The other threads go on while the crash is reported on; nothing that they draw gets through,
    // neither after the terminal is restored nor just before.
    int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int terminal = copy >= 0 ? copy : STDOUT_FILENO;
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (copy >= 0 && nothing >= 0) dup2(nothing, STDOUT_FILENO);
    cn_write_all(terminal, restoring, restoring_length);
    if (has_modes) tcsetattr(terminal, TCSANOW, &modes);
    if (nothing >= 0) dup2(nothing, STDOUT_FILENO);
    cn_errors_show();
}

// Another thread has crashed already and is about to end the process: it is let do so.
static void wait_for_the_end(void) {
    sigset_t none;
    sigemptyset(&none);
    // What reports on the crash may want to stop this thread.
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    for (;;) pause();
}

// The other threads go on while a crash is reported on. One that comes to the end of the program
// must not end the process as if nothing had happened.
static void hold_exit(void) {
    if (atomic_load(&has_crashed) && !is_crashing) wait_for_the_end();
}

static void on_crash(int number, siginfo_t *info, void *context) {
    int kept = errno;
    bool is_first = !atomic_exchange(&has_crashed, true);
    if (!is_first && !is_crashing) wait_for_the_end();
    is_crashing = true;
    if (atomic_exchange(&armed, false)) give_back();
    // A crash of the report itself has none.
    for (int i = 0; is_first && i < FATAL; i++) {
        if (fatal[i] == number) cn_crash_report(&former[i], number, info, context);
    }
    // The signal is blocked until we return, and then takes its course: a core, a message by the
    // shell.
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);
    raise(number);
    errno = kept;
}

int cn_modes_save(void) {
    has_modes = tcgetattr(STDOUT_FILENO, &modes) == 0;
    return has_modes ? 0 : errno;
}

void cn_modes_restore(void) {
    if (has_modes) tcsetattr(STDOUT_FILENO, TCSADRAIN, &modes);
}

// The main thread is not started by us; where it is not the only one that draws, they share this
// stack, as only the first to crash writes anything.
void cn_crash_cover_thread(void) {
    if (cn_is_covered) return;
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    cn_is_covered = sigaltstack(&alternate, NULL) == 0;
}

void cn_crash_catch(void) {
    if (atomic_exchange(&is_caught, true)) return;
    atexit(hold_exit);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_ONSTACK | SA_SIGINFO;
    // Nothing interrupts it; with SIGTTOU blocked the modes are set from the background too.
    sigfillset(&action.sa_mask);
    for (int i = 0; i < FATAL; i++) {
        sigaction(fatal[i], &action, &former[i]);
        // What whoever started us had ignored ends nothing.
        bool is_ignored = !(former[i].sa_flags & SA_SIGINFO) && former[i].sa_handler == SIG_IGN;
        if (is_ignored) sigaction(fatal[i], &former[i], NULL);
    }
}

void cn_crash_arm(const char *extra) {
    atomic_store(&armed, false);
    restoring_length = 0;
    append(tigetstr("sgr0"));
    append(extra);
    append(tigetstr("cnorm"));
    append(tigetstr("rmkx"));
    append(tigetstr("rmcup"));
    cn_crash_catch();
    atomic_store(&armed, true);
}

void cn_crash_disarm(void) { atomic_store(&armed, false); }
