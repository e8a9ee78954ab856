// Signals as bytes in a pipe, so that they are handled in order on the main queue and not in a
// handler.
#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const int caught[] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT};
enum { CAUGHT = sizeof caught / sizeof caught[0] };

static struct sigaction former[CAUGHT];
static struct sigaction former_pipe;
static bool is_caught;
// The ends of the pipe, once it is open. It stays open: a handler that another thread is still in
// when handlers are put back must not write to whatever came to have the number of a closed one.
static atomic_int readable = -1;
static atomic_int writable = -1;
// What came while the process was stopped.
static atomic_bool is_continued;
static atomic_bool is_ending;

static void on_signal(int number) {
    int kept = errno;
    if (number == SIGCONT) is_continued = true;
    if (number == SIGINT || number == SIGTERM || number == SIGHUP) is_ending = true;
    unsigned char byte = (unsigned char)number;
    // A full pipe has more than enough in it to wake the reader.
    (void)!write(atomic_load(&writable), &byte, 1);
    errno = kept;
}

static void handle(int number, void (*handler)(int), struct sigaction *before) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, before);
}

static int set_flags(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0) return -1;
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

static int open_pipe(void) {
    int ends[2];
    if (atomic_load(&readable) >= 0) return 0;
    if (pipe(ends) != 0) return -1;
    if (set_flags(ends[0]) != 0 || set_flags(ends[1]) != 0) return -1;
    atomic_store(&writable, ends[1]);
    atomic_store(&readable, ends[0]);
    return 0;
}

static bool is_ignored(const struct sigaction *action) {
    return !(action->sa_flags & SA_SIGINFO) && action->sa_handler == SIG_IGN;
}

int cn_signals_open(void) {
    if (open_pipe() != 0) return -errno;
    // What came for an earlier screen.
    while (cn_signals_take() != CN_NO_SIGNAL) continue;
    for (int i = 0; i < CAUGHT; i++) {
        handle(caught[i], on_signal, &former[i]);
        // A signal that was ignored when the process started stays ignored; a change of size and
        // being continued do no harm.
        bool stays = caught[i] != SIGWINCH && caught[i] != SIGCONT && is_ignored(&former[i]);
        if (stays) sigaction(caught[i], &former[i], NULL);
    }
    handle(SIGPIPE, SIG_IGN, &former_pipe);
    is_caught = true;
    return atomic_load(&readable);
}

cn_signal cn_signals_take(void) {
    unsigned char byte = 0;
    if (read(atomic_load(&readable), &byte, 1) != 1) return CN_NO_SIGNAL;
    switch (byte) {
        case SIGINT:
        case SIGTERM: return CN_INTERRUPTED;
        case SIGHUP: return CN_HUNG_UP;
        case SIGTSTP: return CN_STOP_ASKED;
        case SIGCONT: return CN_CONTINUED;
        default: return CN_RESIZED;
    }
}

void cn_signals_close(bool is_lost) {
    if (!is_caught) return;
    is_caught = false;
    for (int i = 0; i < CAUGHT; i++) {
        // The system, the shell and what runs the shell may each tell of one loss.
        if (is_lost && caught[i] == SIGHUP) {
            handle(SIGHUP, SIG_IGN, NULL);
        } else {
            sigaction(caught[i], &former[i], NULL);
        }
    }
    sigaction(SIGPIPE, &former_pipe, NULL);
}

static void pause_for(long milliseconds) {
    struct timespec pause = {.tv_sec = 0, .tv_nsec = milliseconds * 1000000};
    nanosleep(&pause, NULL);
}

// Stops this process. The signal goes to this very thread, which may have it blocked, as those that
// serve queues do: so it has taken its default course when raise returns, whatever the handler is
// afterwards.
static void stop_self(int number) {
    sigset_t stopping, mask;
    sigemptyset(&stopping);
    sigaddset(&stopping, number);
    is_continued = is_ending = false;
    pthread_sigmask(SIG_UNBLOCK, &stopping, &mask);
    raise(number);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

// Whether the process was stopped and continued. Another thread may take the signal, a moment
// later; none comes when the stop was discarded.
static bool was_continued(void) {
    for (int i = 0; i < 20 && !is_continued; i++) pause_for(1);
    // Signals that came with it are handled right after it.
    pause_for(1);
    return is_continued;
}

void cn_stop_group(void) {
    struct sigaction ours;
    sigaction(SIGTSTP, NULL, &ours);
    if (is_ignored(&ours)) return;
    // The whole group, as the terminal itself would: a script that runs us has to stop too, or its
    // shell would wait for it.
    handle(SIGTSTP, SIG_IGN, &ours);
    kill(0, SIGTSTP);
    handle(SIGTSTP, SIG_DFL, NULL);
    stop_self(SIGTSTP);
    // Continued in the background there is no terminal to draw on.
    while (!cn_in_foreground() && was_continued() && !is_ending) stop_self(SIGTTOU);
    sigaction(SIGTSTP, &ours, NULL);
}
