"""`make bench`: every case in a fresh process; a table on the screen and out/bench.json to compare with last time."""

import argparse
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from cases import CASES  # noqa: E402 - the folder has to be on the path first
from measure import ROOT, Figure, in_own_process, peak_mib  # noqa: E402


def main() -> int:
    """Run all cases or those named; exit code 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES, help="run one case in this process and print its figures as JSON")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"some of: {', '.join(CASES)}")
    options = parser.parse_args()
    if options.case:
        timings = CASES[options.case]()
        print(json.dumps([{"name": name, "seconds": seconds, "peak_mib": peak_mib()} for name, seconds in timings]))
        return 0
    figures = [figure for name in options.cases or CASES for figure in in_own_process(name)]
    _report(figures)
    return 1 if any(figure.failure for figure in figures) else 0


def _report(figures: list[Figure]) -> None:
    file = ROOT / "out" / "bench.json"
    before = _earlier(file)
    print(f"{'':48}{'seconds':>10}{'before':>10}{'peak MiB':>10}")
    for figure in figures:
        if figure.failure:
            print(f"{figure.name:48}  failed: {figure.failure}")
            continue
        last = before.get(figure.name)
        shown = f"{last:10.3f}" if last is not None else f"{'-':>10}"
        print(f"{figure.name:48}{figure.seconds:10.3f}{shown}{figure.peak_mib:10.0f}")
    for line in _ratios({figure.name: figure.seconds for figure in figures if figure.seconds}):
        print(line)
    file.parent.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    content = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _ratios(seconds: dict[str, float]) -> list[str]:
    """What one run says whatever the machine does meanwhile: moved over cold, preview over full."""
    pairs = [
        ("4 m: one gNB moved", "4 m: cold"),
        ("preview 8 m: one gNB moved", "preview 8 m: cold"),
        ("preview 8 m: cold", "4 m: cold"),
        ("preview 8 m: one gNB moved", "4 m: one gNB moved"),
        ("4 m: price only", "4 m: cold"),
    ]
    for label in ("10 x 3 sectors", "30 x 1 cell"):
        pairs.append((f"{label}: one gNB moved", f"{label}: copy of what a move touches"))
        pairs.append((f"{label}: one gNB moved, 4 m", f"{label}: one gNB moved"))
        pairs.append((f"{label}: one gNB moved", f"{label}: everything cold"))
    pairs.append(("march per pixel, one mast, one thread", "10 x 3 sectors: sweep, one thread"))
    known = [pair for pair in pairs if seconds.keys() >= set(pair)]
    lines = [f"{f'{top} / {base}':76}{seconds[top] / seconds[base]:8.3f}" for top, base in known]
    return [*lines, *_per_cell_pixel(seconds)]


def _per_cell_pixel(seconds: dict[str, float]) -> list[str]:
    """Whether the cost is linear in cells and pixels: the same figure for small plans and large ones."""
    sizes = {
        "30 x 1 cell: everything cold": 30e6,
        "25 cells x 4 Mpixel: everything cold": 100e6,
        "100 cells x 16 Mpixel: everything cold": 1600e6,
    }
    known = {name: size for name, size in sizes.items() if name in seconds}
    return [f"{f'{name}, ns per cell and pixel':76}{seconds[name] / size * 1e9:8.1f}" for name, size in known.items()]


def _earlier(file: Path) -> dict[str, float]:
    try:
        figures = json.loads(file.read_text(encoding="utf-8"))["figures"]
    except (OSError, ValueError, KeyError):
        return {}
    return {figure["name"]: figure["seconds"] for figure in figures if figure["seconds"] is not None}


if __name__ == "__main__":
    sys.exit(main())
