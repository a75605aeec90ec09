"""Mutated antenna pattern files: a clear refusal or an antenna the radio can use, never a crash, a hang or a NaN.

As a program: `python tests/fuzz_patterns.py [RUNS] [SEED]`; accidents and limits are those of `fuzz_importers.py`.
"""

import random
import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.fuzz_importers import main, mutated


def pattern_text(
    *,
    tilt_deg: float = 6.0,
    step_deg: int = 1,
    comma: bool = False,
    gain: str = "GAIN 17.5 dBi",
    upside_down: bool = False,
) -> str:
    """A sector antenna of 65 x 10 degrees as an MSI file."""

    def rows(beamwidth_deg: float, axis_deg: float) -> list[str]:
        off = ((angle, (angle - axis_deg + 180.0) % 360.0 - 180.0) for angle in range(0, 360, step_deg))
        lines = [f"{angle}.0\t{min(12.0 * (away / beamwidth_deg) ** 2, 28.0):.2f}" for angle, away in off]
        return [line.replace(".", ",") for line in lines] if comma else lines

    axis = -tilt_deg if upside_down else tilt_deg
    head = ["NAME 测试天线 65-10", "MAKE Test", "FREQUENCY 3500", gain, f"TILT ELECTRICAL {tilt_deg:g}", "COMMENT none"]
    across, down = rows(65.0, 0.0), rows(10.0, axis)
    return "\n".join([*head, f"HORIZONTAL {len(across)}", *across, f"VERTICAL {len(down)}", *down, ""])


def seed_files(folder: Path) -> dict[str, list[Path]]:
    """Valid files in the encodings and variants that occur."""
    variants = {
        "plain": pattern_text().encode(),
        "gb18030": pattern_text(comma=True).encode("gb18030"),
        "utf-16": pattern_text(step_deg=5).encode("utf-16"),
        "dbd": pattern_text(gain="GAIN 15,35", upside_down=True).encode(),
    }
    found: dict[str, list[Path]] = {}
    for name, content in variants.items():
        path = folder / f"{name}.msi"
        path.write_bytes(content)
        found[name] = [path]
    return found


def one_run(folder: Path, seeds: dict[str, list[Path]], number: int, seed: int) -> str:
    """Read one mutated file and use what comes of it."""
    import numpy as np

    from planner.engine.patterns import broadcast_pattern
    from planner.errors import FileError
    from planner.io.read_msi import format_msi, parse_msi, read_msi
    from planner.model.rules_antennas import antenna_fault
    from planner.radio.antenna import gain_dbi

    source = random.Random(f"{seed}-{number}")
    form = sorted(seeds)[number % len(seeds)]
    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    victim = place / seeds[form][0].name
    victim.write_bytes(mutated(seeds[form][0].read_bytes(), source))
    try:
        antenna = read_msi(victim).antenna
    except FileError as problem:
        return f"{form}: {problem.code}"
    assert not antenna_fault(antenna), antenna_fault(antenna)
    gains = gain_dbi(broadcast_pattern(antenna), np.arange(-180.0, 180.0, 7.0), np.linspace(-90.0, 90.0, 52), 3.0, 2.0)
    assert np.isfinite(gains).all()
    assert gains.max() <= antenna.ssb_gain_dbi + 1e-6
    parse_msi(format_msi(antenna).encode(), source="again")
    return f"{form}: ok"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], __file__, seed_files, one_run))
