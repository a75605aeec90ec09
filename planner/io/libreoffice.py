"""LibreOffice, where it is installed: a recalculated copy of a workbook, or its PDF.

Workbooks are written without computed values; Excel, WPS and LibreOffice compute them on opening, previewers can't.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from planner.errors import FileError
from planner.io.atomic import write_with

TIMEOUT_S = 180.0
_WINDOWS_PLACES = (r"LibreOffice\program\soffice.com", r"LibreOffice\program\soffice.exe")
_OTHER_PLACES = (Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"), Path("/opt/libreoffice/program/soffice"))
#: Recalculate every file on loading (0 always, 1 never, 2 ask), whoever wrote it.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def find_soffice() -> Path | None:
    """The LibreOffice program: on the search path, or where its installers put it. None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    folders = [os.environ[name] for name in ("ProgramFiles", "ProgramFiles(x86)") if name in os.environ]
    places = [*(Path(folder) / place for folder in folders for place in _WINDOWS_PLACES), *_OTHER_PLACES]
    return next((place for place in places if place.is_file()), None)


def recalculated_copy(path: Path, out: Path, *, timeout_s: float = TIMEOUT_S) -> None:
    """Write the workbook `path` to `out` (.xlsx) with every formula's value computed anew.

    Raises FileError "libreoffice-missing" where it isn't installed, "libreoffice-failed" (with its last words) where it
    gave no file, "cannot-write" for `out`. `path` itself is never touched.
    """
    _convert(path, out, "xlsx:Calc MS Excel 2007 XML", timeout_s)


def to_pdf(path: Path, out: Path, *, timeout_s: float = TIMEOUT_S) -> None:
    """Print the workbook `path`, recalculated, to the PDF `out`. Errors as `recalculated_copy`."""
    _convert(path, out, "pdf", timeout_s)


def _convert(path: Path, out: Path, file_filter: str, timeout_s: float) -> None:
    soffice = find_soffice()
    if soffice is None:
        raise FileError("libreoffice-missing", file=out.name)
    with tempfile.TemporaryDirectory(prefix="campus5g-office-") as name:
        folder = Path(name)
        profile = folder / "profile"  # of its own: a LibreOffice the user has open would take the job and drop it
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = folder / "in" / f"workbook{path.suffix}"
        source.parent.mkdir()
        _copy(path, source)
        command = [str(soffice), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", file_filter, "--outdir", str(folder / "out"), str(source)]
        words = _run(command, timeout_s, out)
        result = folder / "out" / f"workbook.{file_filter.partition(':')[0]}"
        if not result.is_file():
            raise FileError("libreoffice-failed", file=path.name, reason=words)
        write_with(out, lambda temporary: _copy(result, temporary))


def _copy(source: Path, target: Path) -> None:
    try:
        target.write_bytes(source.read_bytes())
    except FileNotFoundError as problem:
        raise FileError("file-missing", file=source.name) from problem


def _run(command: list[str], timeout_s: float, out: Path) -> str:
    """LibreOffice's last words; it exits with 0 even when it fails."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout_s, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise FileError("libreoffice-failed", file=out.name, reason=f"{timeout_s:.0f} s") from None
    except OSError as problem:
        raise FileError("libreoffice-failed", file=out.name, reason=problem.strerror or str(problem)) from problem
    return (done.stderr or done.stdout).decode(errors="replace").strip()[-300:]
