"""Times and peak memory of one piece of work, each in a process of its own so that nothing is warm by accident."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table: seconds (best of the runs) and peak memory of the process, or why there is none."""

    name: str
    seconds: float | None = None
    peak_mib: float | None = None
    failure: str = ""


def peak_mib() -> float:
    """Peak resident memory of this process or the largest one it started, 0 where the system doesn't tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return peak / (1024.0 if sys.platform != "darwin" else 1024.0**2)


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Shortest of several runs in seconds: the least disturbed one."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def in_own_process(name: str, timeout_s: float = 600.0) -> list[Figure]:
    """Run one case of cases.py in a fresh interpreter; its figures, or one that says why it failed."""
    command = [sys.executable, str(HERE / "run.py"), "--case", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, cwd=ROOT, check=False)
    except subprocess.TimeoutExpired:
        return [Figure(name=name, failure=f"longer than {timeout_s:.0f} s")]
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return [Figure(name=name, failure=lines[-1])]
    return [Figure(**line) for line in json.loads(done.stdout.splitlines()[-1])]
