"""Pictures of the documentation: figures re-plotted from the real functions, and screenshots of the window.

`python docs/build.py` (or `make docs`) makes all of them; `--only figures` or `--only screenshots` a part. Pictures are
written as indexed PNGs, so that they stay small in the repository.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import figures_antennas
import figures_calibration
import figures_cells
import figures_layers
import figures_losses
import figures_point
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SIZE_INCHES, DPI = (8.0, 4.2), 100
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def main() -> int:
    """Make the pictures; the exit code is that of the first screenshot that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("figures", "screenshots"))
    only = parser.parse_args().only
    sys.path.insert(0, str(ROOT))
    IMAGES.mkdir(parents=True, exist_ok=True)
    if only != "screenshots":
        for name, draw in FIGURES.items():
            _figure(name, draw)
    return screenshots() if only != "figures" else 0


def _figure(name: str, draw: Callable[[Any], None]) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_INCHES, dpi=DPI, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw(axes)
    axes.grid(visible=True, alpha=0.3)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, fontsize=8)
    canvas.draw()
    save_small(np.asarray(canvas.buffer_rgba())[..., :3], IMAGES / f"{name}.png")


def save_small(pixels: Any, path: Path, colours: int = 128) -> None:
    """An indexed PNG of an image [rows, columns, 3]: a third of the size of a true-colour one."""
    from PIL import Image

    image = Image.fromarray(pixels, "RGB") if pixels.dtype == np.uint8 else Image.fromarray(pixels.astype(np.uint8))
    image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")


def knife_edge(axes: Any) -> None:
    """J(nu) of P.526."""
    from planner.radio.itu_p526 import NU_FREE, knife_edge_loss_db

    nu = np.linspace(-2.0, 5.0, 400)
    axes.plot(nu, knife_edge_loss_db(nu), COLOURS[0])
    axes.axvline(NU_FREE, color="0.5", linestyle=":")
    axes.text(NU_FREE + 0.08, 25.0, "ν = −0.78: no loss below", color="0.3", fontsize=8)
    axes.plot([1.778], [knife_edge_loss_db(1.778)], "o", color=COLOURS[1])
    axes.annotate("check profile: 18.1 dB", (1.778, 18.1), xytext=(1.95, 17.8), fontsize=8)
    axes.invert_yaxis()
    axes.set(xlabel="ν", ylabel="J(ν), dB", title="ITU-R P.526: loss of a knife edge")


def sinr_rate(axes: Any) -> None:
    """Rate over SINR for a 100 MHz carrier."""
    from planner.capacity.spectral_efficiency import rate_mbps
    from planner.radio.linkbudget import OVERHEAD_DL_FR1, OVERHEAD_UL_FR1

    sinr_db = np.linspace(-12.0, 45.0, 500)
    cases = (
        ("DL, DDDSU (10:2:2), up to 4 layers", 4, (3 + 10 / 14) / 5, OVERHEAD_DL_FR1),
        ("UL, DSUUU, up to 2 layers", 2, 3 / 5, OVERHEAD_UL_FR1),
        ("UL, DDDSU, up to 2 layers", 2, 1 / 5, OVERHEAD_UL_FR1),
        ("UL, DDDSU, 1 layer", 1, 1 / 5, OVERHEAD_UL_FR1),
    )
    for (label, layers, share, overhead), colour in zip(cases, COLOURS, strict=True):
        rates = rate_mbps(sinr_db, 273, 30, layers, share, overhead, max_modulation_order=6)
        axes.plot(sinr_db, rates, colour, label=label)
    axes.set(
        xlabel="SINR over all used PRBs, dB",
        ylabel="rate of one terminal alone, Mbit/s",
        title="From SINR to rate: 100 MHz, 30 kHz, 64QAM",
    )


def latency_distribution(axes: Any) -> None:
    """Latency of unloaded flows with DDDSU and DSUUU."""
    from planner.latency.air import AirConfig
    from planner.latency.budget import LatencyInputs, latency
    from planner.latency.distribution import BIN_MS

    # With a scheduling request every 10 slots both patterns wait equally long: one curve stands for both.
    cases: tuple[tuple[str, str, Any, Any, str, str], ...] = (
        ("DDDSU DL", "DDDSU", "dl", "grant", COLOURS[0], "-"),
        ("DSUUU DL", "DSUUU", "dl", "grant", COLOURS[1], "-"),
        ("DDDSU UL, configured grant", "DDDSU", "ul", "configured_grant", COLOURS[0], "--"),
        ("DSUUU UL, configured grant", "DSUUU", "ul", "configured_grant", COLOURS[1], "--"),
        ("DDDSU and DSUUU UL, scheduling request", "DSUUU", "ul", "grant", COLOURS[2], "-."),
    )
    for label, frame, direction, access, colour, style in cases:
        air = AirConfig(frame=frame, special=(10, 2, 2))  # the catalogue's S slot
        inputs = LatencyInputs(direction=direction, air=air, access=access, sr_period_slots=10.0)
        result = latency(inputs)
        total = result.distribution
        delay_ms = total.offset_ms + np.arange(len(total.pmf)) * BIN_MS
        label += f": mean {result.mean_ms:.1f}, P99.9 {result.p999_ms:.1f} ms"
        axes.plot(delay_ms, 100.0 * np.cumsum(total.pmf), color=colour, linestyle=style, label=label)
    axes.set(
        xlim=(0.0, 24.0),
        xlabel="one-way latency, ms",
        ylabel="messages delivered, %",
        title="Unloaded cell, UPF on site, SR every 10 slots (application to application, assumptions included)",
    )
    axes.title.set_fontsize(10)


FIGURES: dict[str, Callable[[Any], None]] = {
    **figures_antennas.FIGURES,
    **figures_calibration.FIGURES,
    **figures_cells.FIGURES,
    **figures_layers.FIGURES,
    **figures_losses.FIGURES,
    **figures_point.FIGURES,
    "knife-edge": knife_edge,
    "sinr-rate": sinr_rate,
    "latency-distribution": latency_distribution,
}


def screenshots() -> int:
    """The window and its dialogs with scheme B of the sample port, each language with a project in that language."""
    with tempfile.TemporaryDirectory() as folder:
        for lang in ("zh", "en"):
            code = _python(str(ROOT / "docs" / "screens.py"), lang, folder)
            if code:
                return code
            for picture in sorted(Path(folder).glob(f"*-{lang}.png")):
                _shrink(picture, IMAGES / picture.name)
    return 0


def _python(*arguments: str) -> int:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run([sys.executable, *arguments], env=environment, check=False).returncode


def _shrink(source: Path, target: Path) -> None:
    """An indexed PNG of a screenshot; rare colours (warnings, ends of a palette) keep theirs."""
    from PIL import Image

    with Image.open(source) as image:
        most = Image.Quantize.MAXCOVERAGE
        small = image.convert("RGB").quantize(256, method=most, kmeans=2, dither=Image.Dither.NONE)
    small.save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
