/* Gives each piece of memory that an async function asks for a page behind it that nobody may
 * touch, and takes it away for good once it is given back, so that a function that writes behind
 * its memory, or uses it too late, ends with SIGSEGV at that very place:
 *
 *     LD_PRELOAD=frames.so synctop runs */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE 4096ul

/* What stands at the start of the pages of a piece of memory. */
struct header {
    size_t pages;
    void *memory;
};

void *swift_task_alloc(size_t size) {
    size_t rounded = size == 0 ? 16 : (size + 15) & ~15ul;
    size_t pages = (rounded + sizeof(struct header) + PAGE - 1) / PAGE;
    char *start = mmap(NULL, (pages + 1) * PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || mprotect(start + pages * PAGE, PAGE, PROT_NONE) != 0) {
        perror("frames: no memory");
        abort();
    }
    char *memory = start + pages * PAGE - rounded;
    *(struct header *)start = (struct header){pages, memory};
    return memory;
}

void swift_task_dealloc(void *memory) {
    /* The header stands in the first page, at most so many pages before. */
    char *start = (char *)((uintptr_t)memory & ~(PAGE - 1));
    while (((struct header *)start)->memory != memory) start -= PAGE;
    mmap(start, ((struct header *)start)->pages * PAGE, PROT_NONE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
}
