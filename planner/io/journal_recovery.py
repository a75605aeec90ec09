"""Finding and reading the journals of windows that ended without closing."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from planner.errors import FileError
from planner.io import journal
from planner.io.codec import from_plain
from planner.io.folder_lock import FolderLock
from planner.io.migrations import SCHEMA_VERSION, migrate
from planner.io.state_changes import Plain, apply_change
from planner.model.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """Unsaved work of a window that was killed. Its lock is held here until `discard` or `keep`.

    source: the user's file it was opened from, None for a new project. time_s: of the last edit kept, seconds since
    1970 (UTC). edits: how many edits the journal holds after its base.
    """

    folder: Path
    lock: FolderLock
    name: str
    source: Path | None
    time_s: float
    edits: int


def find_abandoned(root: Path) -> tuple[Abandoned, ...]:
    """Unsaved work below the journals' root whose owner is gone, latest first; folders of living windows are passed
    over, those without unsaved work are cleared away. Never raises for what is damaged: it is not offered, and kept."""
    if not root.is_dir():
        return ()
    found: list[Abandoned] = []
    try:
        with FolderLock(root / journal.ROOT_LOCK_NAME):
            folders = [folder for folder in sorted(root.iterdir()) if folder.is_dir()]
            found += [abandoned for folder in folders if (abandoned := _look_at(folder)) is not None]
    except OSError:
        pass  # a folder that can't be read offers nothing
    return tuple(sorted(found, key=lambda item: item.time_s, reverse=True))


def _look_at(folder: Path) -> Abandoned | None:
    lock = FolderLock(folder / journal.LOCK_NAME)
    if not lock.acquire():
        return None
    try:
        state = _state(folder, with_data=False)
        if state is not None and state.unsaved:
            return Abandoned(
                folder=folder, lock=lock, name=state.name, source=state.source, time_s=state.time_s, edits=state.edits
            )
        if state is not None or not any(folder.glob("base-*.jsonl")):
            journal.remove_folder(folder, lock)
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # damaged or of a newer program: not ours to throw away
    lock.release()
    return None


def restore(abandoned: Abandoned) -> Project:
    """The project as it was before the kill. The journal stays; `discard` it when the work is safe elsewhere.

    Raises `FileError`: "not-a-project" (nothing readable), "asset-damaged", "file-too-new", "invalid-field".
    """
    name = abandoned.name or abandoned.folder.name
    try:
        state = _state(abandoned.folder, with_data=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise FileError("not-a-project", file=name) from problem
    if state is None:
        raise FileError("not-a-project", file=name)
    project = from_plain(Project, migrate(state.data, state.schema_version, source=name), source=name)
    return replace(project, assets=_assets(abandoned.folder, state.assets, name))


def discard(abandoned: Abandoned) -> None:
    """Throw the work away."""
    journal.remove_folder(abandoned.folder, abandoned.lock)


def keep(abandoned: Abandoned) -> None:
    """Leave it for the next start."""
    abandoned.lock.release()


@dataclass(slots=True, kw_only=True)
class _State:
    data: Plain
    schema_version: int
    name: str
    source: Path | None
    unsaved: bool
    time_s: float
    assets: tuple[str, ...]
    edits: int = 0

    def take(self, record: Plain) -> None:
        """What every header and edit says."""
        self.unsaved, self.time_s = bool(record["unsaved"]), float(record["time"])
        source = record["source"]
        self.source = Path(source) if isinstance(source, str) else None
        if "assets" in record:
            self.assets = tuple(map(str, record["assets"]))


def _state(folder: Path, *, with_data: bool) -> _State | None:
    """What the folder holds: the highest whole base with its edits; None where there is no whole base."""
    numbers = sorted((int(path.stem.partition("-")[2]) for path in folder.glob("base-*.jsonl")), reverse=True)
    for number in numbers:
        state = _base(folder / f"base-{number}.jsonl", with_data=with_data)
        if state is not None:
            edits = folder / f"edits-{number}.jsonl"
            if edits.exists():
                _take_edits(state, edits, with_data=with_data)
            return state
    return None


def _base(path: Path, *, with_data: bool) -> _State | None:
    records = journal.records_in(path)
    header = next(records, None)
    if header is None or header.get("format") != journal.FORMAT:
        return None
    if header["version"] > journal.VERSION or header["schema_version"] > SCHEMA_VERSION:
        raise ValueError(header["version"])
    state = _State(
        data=header["empty"], schema_version=header["schema_version"], name=str(header["name"]),
        source=None, unsaved=False, time_s=0.0, assets=(),
    )  # fmt: skip
    state.take(header)
    for count, record in enumerate(records):
        if "end" in record:
            return state if record["end"] == count else None
        if with_data:
            apply_change(state.data, record)
    return None


def _take_edits(state: _State, path: Path, *, with_data: bool) -> None:
    for record in journal.records_in(path):
        if record["seq"] != state.edits + 1:
            return
        listed = cast("list[Plain]", record["changes"])
        if with_data:
            for change in listed:
                apply_change(state.data, change)
        for change in listed:
            if change.get("put") == ["name"]:
                state.name = str(change["value"])
        state.take(record)
        state.edits += 1


def _assets(folder: Path, digests: tuple[str, ...], name: str) -> dict[str, bytes]:
    assets: dict[str, Any] = {}
    for digest in digests:
        try:
            content = (folder / journal.ASSETS_NAME / digest).read_bytes()
        except OSError as problem:
            raise FileError("asset-damaged", file=name, member=digest) from problem
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileError("asset-damaged", file=name, member=digest)
        assets[digest] = content
    return assets
