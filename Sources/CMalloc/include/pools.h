#ifndef SYNCTOP_POOLS_H
#define SYNCTOP_POOLS_H

/// Has all threads take memory from a few pools. By default the GNU C library makes one for each, up
/// to eight times as many as there are cores, and what a thread gives back stays in its own: the
/// process grows to several times of what is in use. Without effect on other systems.
void share_memory_pools(void);

#endif
