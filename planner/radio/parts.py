"""Work over the pixels of a map, shared out to threads. The kernels release the interpreter lock."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

#: Parts begin at multiples of this many pixels, whatever the number of threads.
UNIT = 4096
#: Parts per thread: the last ones even out what the first ones took longer.
_PARTS = 4


def in_parts(work: Callable[[int, int], None], pixels: int, threads: int) -> None:
    """Run `work(first, last)` over all pixels, in parts that begin at multiples of `UNIT`."""
    _run(work, pixels, UNIT, threads)


def in_rows(work: Callable[[int, int], None], rows: int, threads: int) -> None:
    """Run `work(first, last)` over all rows of a map."""
    _run(work, rows, 1, threads)


def _run(work: Callable[[int, int], None], total: int, unit: int, threads: int) -> None:
    count = 1 if threads <= 1 else threads * _PARTS
    size = max(-(-total // (count * unit)), 1) * unit
    # a list's iterator hands out every part once, whoever asks
    parts = iter([(first, min(first + size, total)) for first in range(0, total, size)])

    def take_parts() -> None:
        for part in parts:
            work(*part)

    helpers = [_helpers().submit(take_parts) for _ in range(min(threads, count) - 1)]
    try:
        take_parts()
    finally:
        # the caller has worked too, so nothing waits for a helper that no thread was free for
        for helper in helpers:
            if not helper.cancel():
                helper.result()


@lru_cache(maxsize=1)
def _helpers() -> ThreadPoolExecutor:
    """Kept: starting threads costs as much as a small map."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="campus5g-part")
