"""The autosave journal: every edit on disk soon after it is made, so that a killed program loses at most the last one.

A running window owns one folder below the journals' root:

    lock                     held by the operating system for as long as the process lives
    base-<n>.jsonl           a whole project: a header, then one line per object, then an end mark with their count
    edits-<n>.jsonl          what came after it, one line an edit
    assets/<sha256>          pictures and rasters, each once

Every line is a checksum (CRC-32 of the JSON, eight hexadecimal digits), a blank, JSON and a line feed. A base is
written beside its place, synced and renamed, so it is there whole or not at all; the highest one counts. Edits are
appended and synced; reading stops at the first line that is torn or out of sequence. The user's own file is never
touched.
"""

import contextlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from planner import __version__
from planner.errors import FileError
from planner.io import atomic
from planner.io.folder_lock import FolderLock
from planner.io.migrations import SCHEMA_VERSION
from planner.io.state_changes import Plain, changes, empty_plain, whole
from planner.model.project import Project

FORMAT = "campus5g-journal"
VERSION = 1
LOCK_NAME, ROOT_LOCK_NAME, ASSETS_NAME = "lock", ".lock", "assets"
#: Edits beyond this size (and beyond twice the base's) ask for a new base.
COMPACT_BYTES = 4 * 2**20
#: A base is written in pieces of about this size.
_CHUNK_BYTES = 2**18

Stop = Callable[[], bool]


def _never() -> bool:
    return False


def line_of(record: Plain) -> bytes:
    """One line of a journal. Parts of a long record are encoded one by one: no single call keeps the others waiting."""
    listed = record.get("changes")
    if listed is None:
        text = _json(record)
    else:
        head = _json({**record, "changes": 0})
        text = head.replace('"changes":0', '"changes":[' + ",".join(map(_json, listed)) + "]", 1)
    content = text.encode()
    return b"%08x %s\n" % (zlib.crc32(content), content)


def record_of(line: bytes) -> Plain | None:
    """The record of a line, None where the line is torn or damaged."""
    if len(line) < 11 or line[8:9] != b" " or not line.endswith(b"\n"):
        return None
    content = line[9:-1]
    try:
        if int(line[:8], 16) != zlib.crc32(content):
            return None
        record = json.loads(content)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def records_in(path: Path) -> Iterator[Plain]:
    """The records of a file up to its first torn line."""
    with path.open("rb") as file:
        for line in file:
            record = record_of(line)
            if record is None:
                return
            yield record


class Journal:
    """The journal of one window. Not for several threads at once; every method may raise `FileError` "cannot-write".

    After an error the journal is behind: the next `write` begins a new base.
    """

    def __init__(self, root: Path) -> None:
        self._shown: Project | None = None
        self._number = 0
        self._sequence = 0
        self._file: BinaryIO | None = None
        self._base_bytes = 0
        with _file_errors(root):
            root.mkdir(parents=True, exist_ok=True)
            with FolderLock(root / ROOT_LOCK_NAME):  # nobody looks for abandoned work between the next two lines
                self.folder = _new_folder(root)
                self._lock = FolderLock(self.folder / LOCK_NAME)
                self._lock.acquire()

    @property
    def wants_compaction(self) -> bool:
        """Whether the edits have grown so long that a new base would be shorter."""
        size = self._file.tell() if self._file is not None else 0
        return size > max(COMPACT_BYTES, 2 * self._base_bytes)

    def start(self, project: Project, source: Path | None, *, unsaved: bool, stop: Stop = _never) -> bool:
        """Write a base: a project was opened, or the edits are long. `source`: the user's file, None for a new project;
        `unsaved`: whether it differs from that file. False if `stop` said so; then the former base and edits stand.
        """
        number = self._number + 1
        path = self.folder / f"base-{number}.jsonl"
        former, self._shown = self._shown, None  # unknown until the base and its list of edits stand
        with _file_errors(path):
            self._keep_assets(project)
            try:
                with atomic.replacing(path) as temporary:
                    size = _write_base(temporary, project, source, unsaved=unsaved, stop=stop)
            except _Stopped:
                self._shown = former
                return False
            self._begin(number)
        self._number, self._sequence, self._base_bytes = number, 0, size
        self._shown = project
        return True

    def _begin(self, number: int) -> None:
        former, self._file = self._file, None
        if former is not None:
            former.close()
        self._file = (self.folder / f"edits-{number}.jsonl").open("wb")
        for old in range(max(number - 2, 1), number):
            for name in (f"base-{old}.jsonl", f"edits-{old}.jsonl"):
                (self.folder / name).unlink(missing_ok=True)

    def write(self, project: Project, source: Path | None, *, unsaved: bool) -> None:
        """Bring the journal to a state; when this returns, a kill no longer loses it."""
        if self._file is None or self._shown is None:
            self.start(project, source, unsaved=unsaved)
            return
        before, self._shown = self._shown, None  # unknown until the line is on disk
        listed = list(changes(before, project))
        record: Plain = {
            "seq": self._sequence + 1,
            "time": round(time.time(), 3),
            "unsaved": unsaved,
            "source": None if source is None else str(source),
            "changes": listed,
        }
        with _file_errors(self.folder):
            if project.assets is not before.assets:
                self._keep_assets(project)
                record["assets"] = sorted(project.assets)
            self._file.write(line_of(record))
            self._file.flush()
            os.fsync(self._file.fileno())
        self._sequence += 1
        self._shown = project

    def _keep_assets(self, project: Project) -> None:
        if not project.assets:
            return
        folder = self.folder / ASSETS_NAME
        folder.mkdir(exist_ok=True)
        for digest, content in project.assets.items():
            target = folder / digest
            if not target.exists():
                atomic.write_bytes(target, content)

    def close(self, *, remove: bool = True) -> None:
        """The window ends in order: its folder goes (or stays, to be offered at the next start)."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if remove:
            remove_folder(self.folder, self._lock)
        else:
            self._lock.release()


class _Stopped(Exception):  # noqa: N818 - no error
    """A base was given up half way."""


def _write_base(path: Path, project: Project, source: Path | None, *, unsaved: bool, stop: Stop) -> int:
    """Write a base; its size in bytes. `_Stopped` if it was stopped."""
    header: Plain = {
        "format": FORMAT,
        "version": VERSION,
        "schema_version": SCHEMA_VERSION,
        "app_version": __version__,
        "time": round(time.time(), 3),
        "name": project.name,
        "source": None if source is None else str(source),
        "unsaved": unsaved,
        "assets": sorted(project.assets),
        "empty": empty_plain(),
    }
    count, size, waiting = 0, 0, bytearray(line_of(header))
    with path.open("wb") as file:
        for change in whole(project):
            waiting += line_of(change)
            count += 1
            if len(waiting) > _CHUNK_BYTES:
                if stop():
                    raise _Stopped
                size += file.write(waiting)
                waiting.clear()
        waiting += line_of({"end": count})
        return size + file.write(waiting)


def _new_folder(root: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    for number in range(1000):
        folder = root / f"{stamp}-{os.getpid()}-{number}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise OSError(f"no free name below {root}")


def remove_folder(folder: Path, lock: FolderLock) -> None:
    """Remove a window's folder whose lock is held; what can't be removed now is tried again at the next start."""
    for name in ("base-*.jsonl", "edits-*.jsonl"):  # first what makes it worth offering
        for path in folder.glob(name):
            with contextlib.suppress(OSError):
                path.unlink()
    lock.release()  # Windows removes no open file
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _file_errors(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as problem:
        raise FileError("cannot-write", file=str(path), reason=problem.strerror or str(problem)) from problem
