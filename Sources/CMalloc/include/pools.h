#ifndef SYNCTOP_POOLS_H
#define SYNCTOP_POOLS_H

/// Has all threads take memory from a few pools. By default the GNU C library makes one for each, up
/// to eight times as many as there are cores, and what a thread gives back stays in its own: the
/// process grows to several times of what is in use. Without effect on other systems.
void share_memory_pools(void);

/// Gives the pages that nothing in the pools uses back to the system. The GNU C library by itself
/// gives back only what is free at a pool's end, so that the process stays as large as it once was.
/// A pool is locked while its free pieces are gone through: milliseconds. Without effect on other
/// systems.
void trim_memory_pools(void);

#endif
