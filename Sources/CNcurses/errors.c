// Standard error while the screen is ours. What is written to it then, the last words of the Swift
// runtime above all, would stand between frames and go with full-screen mode: it is kept, and shown
// once the terminal is given back.
#define _GNU_SOURCE
#include "CNcurses.h"
#include "Crash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// A file in memory, or without a name; the descriptor of standard error as it was.
static int kept = -1;
static int former = -1;

int cn_nameless_file(void) {
#ifdef __linux__
    return memfd_create("standard-error", MFD_CLOEXEC);
#else
    char path[] = "/tmp/standard-error.XXXXXX";
    int file = mkstemp(path);
    if (file < 0) return -1;
    unlink(path);
    fcntl(file, F_SETFD, FD_CLOEXEC);
    return file;
#endif
}

void cn_write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

static void copy(int from, int to) {
    // Of very much, the end.
    enum { LIMIT = 256 * 1024 };
    char bytes[4096];
    off_t place = lseek(from, 0, SEEK_END);
    place = place > LIMIT ? place - LIMIT : 0;
    ssize_t count;
    while ((count = pread(from, bytes, sizeof bytes, place)) > 0) {
        cn_write_all(to, bytes, (size_t)count);
        place += count;
    }
}

void cn_errors_hold(void) {
    if (former >= 0 || !isatty(STDERR_FILENO)) return;
    kept = cn_nameless_file();
    if (kept < 0) return;
    former = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (former < 0) {
        close(kept);
        return;
    }
    dup2(kept, STDERR_FILENO);
}

void cn_errors_show(void) {
    if (former < 0) return;
    dup2(former, STDERR_FILENO);
    copy(kept, STDERR_FILENO);
    close(former);
    close(kept);
    former = kept = -1;
}
