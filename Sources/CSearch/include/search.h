#ifndef SYNCTOP_SEARCH_H
#define SYNCTOP_SEARCH_H

#include <stddef.h>

/// Finds bytes in bytes; NULL where they do not occur. As `memmem`, but several times as fast where
/// the bytes of the needle are frequent, as digits are in identifiers.
const void *search_bytes(
    const void *haystack, size_t haystack_length, const void *needle, size_t needle_length);

#endif
