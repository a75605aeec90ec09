"""Keeps the memory of maps that come and go with every move, where the system's allocator lets itself be told."""

import ctypes
import sys

#: Numbers of glibc's mallopt(3).
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
#: Pieces up to this size come from the kept memory (glibc's largest value): maps of up to 8 Mpixel.
_LARGEST_BYTES = 32 * 1024 * 1024
_KEPT_BYTES = 1024 * 1024 * 1024
_AHEAD_BYTES = 128 * 1024 * 1024


def keep_freed_memory() -> bool:
    """Tell glibc not to give freed maps back to the system; False where there is no glibc.

    An answer while dragging allocates tens of megabytes. Given back and asked for again, each of their pages costs a
    fault and a zeroing: a third of the time of the stages on 1 Mpixel. Up to 1 GB stays with the process.
    For a program with a window; a library call doesn't change its process.
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    wanted = ((_MMAP_THRESHOLD, _LARGEST_BYTES), (_TRIM_THRESHOLD, _KEPT_BYTES), (_TOP_PAD, _AHEAD_BYTES))
    return all(mallopt(number, value) == 1 for number, value in wanted)
