"""What the window loads before it shows itself."""

import subprocess
import sys
from pathlib import Path

import pytest

#: Each costs a tenth of a second or more; they are loaded when first needed, off the window's thread.
HEAVY = ("numba", "scipy", "pandas", "rasterio", "matplotlib", "openpyxl", "shapely")


@pytest.mark.parametrize("module", ["ui.app", "ui.main_window"])
def test_the_window_starts_without_the_heavy_libraries(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
