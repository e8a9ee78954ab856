#define _GNU_SOURCE
#include "search.h"

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>

// Looks for the first and the last byte of the needle at once, sixteen places at a time: both stand
// where they should in few places, and only those are compared in full.
const void *search_bytes(
    const void *haystack, size_t haystack_length, const void *needle, size_t needle_length) {
    if (needle_length == 0) return haystack;
    if (haystack_length < needle_length) return NULL;
    const uint8_t *bytes = haystack;
    const uint8_t *wanted = needle;
    const size_t last = needle_length - 1;
    const size_t places = haystack_length - last;
    const __m128i first_byte = _mm_set1_epi8((char)wanted[0]);
    const __m128i last_byte = _mm_set1_epi8((char)wanted[last]);
    size_t place = 0;
    for (; place + 16 <= places; place += 16) {
        const __m128i heads = _mm_loadu_si128((const __m128i *)(bytes + place));
        const __m128i tails = _mm_loadu_si128((const __m128i *)(bytes + place + last));
        unsigned candidates = (unsigned)_mm_movemask_epi8(
            _mm_and_si128(_mm_cmpeq_epi8(heads, first_byte), _mm_cmpeq_epi8(tails, last_byte)));
        while (candidates != 0) {
            const uint8_t *found = bytes + place + (size_t)__builtin_ctz(candidates);
            if (memcmp(found, wanted, needle_length) == 0) return found;
            candidates &= candidates - 1;
        }
    }
    return memmem(bytes + place, haystack_length - place, needle, needle_length);
}
#else
const void *search_bytes(
    const void *haystack, size_t haystack_length, const void *needle, size_t needle_length) {
    return memmem(haystack, haystack_length, needle, needle_length);
}
#endif
