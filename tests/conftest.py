"""Settings of every test: no display, one reproducible hypothesis profile, Qt tests only where Qt is installed."""

import importlib.util
import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "agg")

HAS_QT = importlib.util.find_spec("PySide6") is not None
ROOT = Path(__file__).resolve().parent.parent
CHECK_GLYPH = "网"

collect_ignore = ["bench"]  # programs of `make bench`, no tests

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what can't be imported where PySide6 isn't installed."""
    if HAS_QT:
        return None
    needs_qt = (ROOT / "ui", ROOT / "tests" / "ui")
    return True if any(collection_path.is_relative_to(folder) for folder in needs_qt) else None


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds planner/, ui/ and resources/."""
    return ROOT


if HAS_QT:

    @pytest.fixture(scope="session", autouse=True)
    def chinese_font(request: pytest.FixtureRequest) -> None:
        """Fail, rather than draw empty boxes, where tests of the window run without a font that has Chinese."""
        if not any(item.path.is_relative_to(ROOT / "tests" / "ui") for item in request.session.items):
            return
        from PySide6.QtGui import QFont, QFontDatabase, QRawFont

        request.getfixturevalue("qapp")
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        if not any(QRawFont.fromFont(QFont(name)).supportsCharacter(ord(CHECK_GLYPH)) for name in chinese):
            pytest.fail(f"no font with {CHECK_GLYPH} is installed (Debian: fonts-noto-cjk)")
