"""Freed maps stay with the process; judged by page faults in a process of its own, not by time."""

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
import numpy as np
from planner.engine.memory import keep_freed_memory
if sys.argv[1] == "kept":
    assert keep_freed_memory()
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    maps = [np.full(900_000, 1.0, dtype=np.float32) for _ in range(12)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="there is no glibc to tell")
def test_a_second_set_of_maps_takes_the_memory_of_the_first(project_root):
    def run(how):
        done = subprocess.run(
            [sys.executable, "-c", FAULTS, how], capture_output=True, text=True, check=True, cwd=project_root
        )
        return int(done.stdout)

    pages = 12 * 900_000 * 4 // 4096
    kept = run("kept")
    assert kept < 0.05 * pages
    assert kept <= run("given back")


def test_elsewhere_nothing_is_done(monkeypatch):
    from planner.engine.memory import keep_freed_memory

    monkeypatch.setattr(sys, "platform", "win32")
    assert not keep_freed_memory()
