// A stack for the handlers of signals on every thread: one that has used up its own would end the
// process before the terminal is given back. Where a thread belongs to a pool it is started by a
// library, so that the only place common to all is the function that starts threads: a program's
// own one goes before the C library's.
#define _GNU_SOURCE
#include "CNcurses.h"
#include "Crash.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

// Sanitizers have a function of their own there. Other systems do not let the C library's be
// replaced; the main thread is covered on its own.
#if defined(__GLIBC__) && !CN_IS_SANITIZED

typedef int (*starter)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

// What a new thread does.
struct work {
    void *(*start)(void *);
    void *argument;
};

static void *cover(void) {
    void *stack = mmap(
        NULL, CN_CRASH_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED) return NULL;
    stack_t alternate = {.ss_sp = stack, .ss_size = CN_CRASH_STACK};
    cn_is_covered = sigaltstack(&alternate, NULL) == 0;
    return stack;
}

static void uncover(void *stack) {
    if (stack == NULL) return;
    stack_t none = {.ss_flags = SS_DISABLE};
    // Refused only in a handler that stands on it, whose thread will not go on.
    if (sigaltstack(&none, NULL) != 0) return;
    cn_is_covered = false;
    munmap(stack, CN_CRASH_STACK);
}

static void *run(void *argument) {
    struct work work = *(struct work *)argument;
    void *result;
    free(argument);
    // Without one there is nothing worse than before.
    pthread_cleanup_push(uncover, cover());
    result = work.start(work.argument);
    pthread_cleanup_pop(1);
    return result;
}

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
    // Looked up each time: that is little beside the start of a thread.
    starter next = (starter)dlsym(RTLD_NEXT, "pthread_create");
    if (next == NULL) return ENOSYS;
    struct work *work = malloc(sizeof *work);
    if (work == NULL) return EAGAIN;
    *work = (struct work){.start = start, .argument = argument};
    int failure = next(thread, attributes, run, work);
    if (failure != 0) free(work);
    return failure;
}

#endif
