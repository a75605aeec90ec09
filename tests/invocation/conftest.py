"""Runs command lines inside the test's process and keeps whole outputs as golden files."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.cli import main

GOLDEN = Path(__file__).parent / "golden"
#: Set to 1 to write the golden files anew; review the difference before it goes in.
WRITE_VARIABLE = "CAMPUS5G_WRITE_GOLDEN"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in an empty folder; no output may ever hold a trace."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "CAMPUS5G_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def _run(*arguments: object) -> Done:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Done(code, captured.out, captured.err)

    return _run


def loosely(text: str) -> list[str]:
    """Lines without the blanks that tables are made of."""
    return [line for line in (re.sub(r"\s+", " ", line).strip() for line in text.splitlines()) if line.strip("─ ")]


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare an output with its golden file, blanks aside."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if os.environ.get(WRITE_VARIABLE) == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")
        assert loosely(text) == loosely(path.read_text(encoding="utf-8"))

    return compare
