#include "pools.h"

// Any header of the C library tells which one it is.
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

void share_memory_pools(void) {
#ifdef __GLIBC__
    // Two, so that the interface need not wait while a page is read.
    mallopt(M_ARENA_MAX, 2);
#endif
}

void trim_memory_pools(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
