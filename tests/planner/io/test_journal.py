"""The autosave journal: whatever happens, the work comes back as it was, or is not offered at all."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import FileError
from planner.io import journal, journal_recovery
from planner.io.folder_lock import FolderLock
from planner.io.journal import Journal, line_of, record_of
from planner.io.journal_recovery import Abandoned, discard, find_abandoned, keep, restore
from planner.io.migrations import SCHEMA_VERSION
from planner.io.project_file import with_asset
from planner.io.state_changes import apply_change, changes
from planner.io.templates import new_from_template
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.project import Project
from planner.model.site_map import Terrain

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("CAMPUS5G_KILLS", "20"))


@pytest.fixture(scope="module")
def port() -> Project:
    return new_from_template("port", "zh")


def abandoned_by(made: Journal, root: Path) -> Abandoned:
    """What the next start finds after the journal's process is gone."""
    made.close(remove=False)
    (found,) = find_abandoned(root)
    return found


def test_kills_lose_at_most_the_last_edit(tmp_path: Path) -> None:
    script = Path(__file__).with_name("journal_kills.py")
    command = [sys.executable, str(script), str(tmp_path), str(KILLS), "20261120"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["kills"] == KILLS
    assert figures["edits"] > KILLS, "the processes were killed before they did anything"


def test_every_kind_of_change_comes_back(port: Project, tmp_path: Path) -> None:
    scheme_id = min(port.schemes)
    terrain = Terrain(asset="a", name="t", west_m=0, south_m=0, resolution_m=1, columns=2, rows=2)
    site_id = min(port.schemes[scheme_id].network.sites)
    steps = [
        lambda p: edits.update_project(p, name="改名", note="line\nbreak"),
        lambda p: replace(p, site_map=replace(p.site_map, terrain=terrain)),
        lambda p: replace(p, settings=replace(p.settings, resolution_m=7.5)),
        lambda p: edits.update_network(p, scheme_id, load_ceiling=0.55, band_priority=("n41", "n79")),
        lambda p: edits.update_commercial(p, scheme_id, structure="baf"),
        lambda p: edits.move(p, [ObjectRef("obstacles", key) for key in p.site_map.obstacles], 1.25, -3.5),
        lambda p: edits.duplicate_scheme(p, scheme_id, "Z", "copy"),
        lambda p: edits.remove(p, [ObjectRef("schemes", scheme_id)]),
        lambda p: edits.remove(p, [ObjectRef("sites", site_id, "Z")]),
        lambda p: with_asset(p, b"pixels")[0],
        lambda p: replace(p, site_map=replace(p.site_map, terrain=None), assets={}),
    ]
    made = Journal(tmp_path)
    made.start(port, None, unsaved=False)
    project = port
    for step in steps:
        project = step(project)
        made.write(project, None, unsaved=True)
        made._lock.release()  # look at it as the next start would, after every edit
        (found,) = find_abandoned(tmp_path)
        assert restore(found) == project
        assert found.name == project.name
        keep(found)
        made._lock.acquire()
    made.close()


@given(st.data())
def test_changes_lead_from_any_state_to_any_other(data: st.DataObject) -> None:
    states = data.draw(st.sampled_from(range(50))), data.draw(st.sampled_from(range(50)))
    before, after = _states()[states[0]], _states()[states[1]]
    plain = journal_recovery.from_plain(Project, _plain(before), source="t")
    assert plain == replace(before, assets={})
    moved = _plain(before)
    for change in changes(before, after):
        apply_change(moved, json.loads(json.dumps(change)))
    assert journal_recovery.from_plain(Project, moved, source="t") == replace(after, assets={})


def _plain(project: Project) -> dict[str, object]:
    from planner.io.codec import to_plain

    return to_plain(replace(project, assets={}))


_kept: list[Project] = []


def _states() -> list[Project]:
    if not _kept:
        sys.path.insert(0, str(Path(__file__).parent))
        try:
            from journal_kills import states
        finally:
            sys.path.pop(0)
        _kept.extend(islice(states(3), 50))
    return _kept


def test_equal_states_write_no_change(port: Project) -> None:
    copied = replace(port, site_map=replace(port.site_map, obstacles=dict(port.site_map.obstacles)))
    assert list(changes(port, copied)) == []


def test_a_torn_last_line_is_ignored(port: Project, tmp_path: Path) -> None:
    made = Journal(tmp_path)
    made.start(port, None, unsaved=False)
    first = edits.update_project(port, name="one")
    made.write(first, None, unsaved=True)
    path = made.folder / "edits-1.jsonl"
    whole = path.read_bytes()
    made.write(edits.update_project(first, name="two"), None, unsaved=True)
    both = path.read_bytes()
    made.close(remove=False)
    for cut in range(len(whole), len(both)):
        path.write_bytes(both[:cut])
        (found,) = find_abandoned(tmp_path)
        assert restore(found) == first
        assert found.edits == 1
        keep(found)
    path.write_bytes(whole + both[len(whole) :].replace(b"two", b"TWO"))
    (found,) = find_abandoned(tmp_path)
    assert restore(found) == first  # the checksum tells
    keep(found)


def test_a_damaged_base_is_neither_offered_nor_thrown_away(port: Project, tmp_path: Path) -> None:
    made = Journal(tmp_path)
    made.start(port, None, unsaved=True)
    made.close(remove=False)
    path = made.folder / "base-1.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert find_abandoned(tmp_path) == ()
    assert path.exists()


def test_a_missing_asset_is_said(port: Project, tmp_path: Path) -> None:
    project, digest = with_asset(port, b"pixels")
    made = Journal(tmp_path)
    made.start(project, None, unsaved=True)
    found = abandoned_by(made, tmp_path)
    (found.folder / "assets" / digest).write_bytes(b"pixel")
    with pytest.raises(FileError, match="asset-damaged"):
        restore(found)
    keep(found)


def test_an_asset_is_written_once(port: Project, tmp_path: Path) -> None:
    project, digest = with_asset(port, b"pixels")
    made = Journal(tmp_path)
    made.start(project, None, unsaved=False)
    stored = made.folder / "assets" / digest
    marked = stored.stat().st_ino
    made.write(with_asset(project, b"more")[0], None, unsaved=True)
    made.start(project, None, unsaved=False)
    assert stored.stat().st_ino == marked
    made.close()


def test_only_unsaved_work_of_the_dead_is_offered(port: Project, tmp_path: Path) -> None:
    living, clean, dead = Journal(tmp_path), Journal(tmp_path), Journal(tmp_path)
    file = tmp_path / "own.c5g"
    for made in (living, clean, dead):
        made.start(port, file, unsaved=False)
        made.write(edits.update_project(port, name="edited"), file, unsaved=True)
    clean.write(edits.update_project(port, name="edited"), file, unsaved=False)
    clean.close(remove=False)
    dead.close(remove=False)
    (found,) = find_abandoned(tmp_path)
    assert (found.folder, found.source, found.edits) == (dead.folder, file, 1)
    assert not clean.folder.exists()  # nothing to offer, cleared away
    assert find_abandoned(tmp_path) == ()  # another window that starts now: this one is being asked about
    keep(found)
    (again,) = find_abandoned(tmp_path)
    discard(again)
    assert not dead.folder.exists()
    living.write(port, file, unsaved=False)  # undisturbed
    living.close()
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_new_base_replaces_the_former_and_can_be_given_up(port: Project, tmp_path: Path) -> None:
    made = Journal(tmp_path)
    made.start(port, None, unsaved=False)
    edited = edits.update_project(port, name="edited")
    made.write(edited, None, unsaved=True)
    journal_chunk = journal._CHUNK_BYTES
    try:
        journal._CHUNK_BYTES = 1000
        assert not made.start(edited, None, unsaved=True, stop=lambda: True)
    finally:
        journal._CHUNK_BYTES = journal_chunk
    more = edits.update_project(edited, name="more")
    made.write(more, None, unsaved=True)
    assert sorted(path.name for path in made.folder.glob("*.jsonl")) == ["base-1.jsonl", "edits-1.jsonl"]
    assert made.start(more, None, unsaved=True)
    assert sorted(path.name for path in made.folder.glob("*.jsonl")) == ["base-2.jsonl", "edits-2.jsonl"]
    assert list(made.folder.glob(".*")) == []
    assert restore(abandoned_by(made, tmp_path)) == more


def test_a_failed_write_is_said_and_the_next_one_starts_anew(
    port: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Journal(tmp_path)
    made.start(port, None, unsaved=False)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(FileError, match="cannot-write"):
            made.write(edits.update_project(port, name="lost"), None, unsaved=True)
        with pytest.raises(FileError, match="cannot-write"):
            made.write(edits.update_project(port, name="lost too"), None, unsaved=True)
    last = edits.update_project(port, name="kept")
    made.write(last, None, unsaved=True)
    assert restore(abandoned_by(made, tmp_path)) == last


def test_a_journal_of_a_newer_program_is_left_alone(port: Project, tmp_path: Path) -> None:
    made = Journal(tmp_path)
    made.start(port, None, unsaved=True)
    made.close(remove=False)
    path = made.folder / "base-1.jsonl"
    head, rest = path.read_bytes().split(b"\n", 1)
    header = record_of(head + b"\n")
    assert header is not None
    path.write_bytes(line_of({**header, "schema_version": SCHEMA_VERSION + 1}) + rest)
    assert find_abandoned(tmp_path) == ()
    assert path.exists()


def test_a_folder_of_something_else_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "stray.txt").write_text("x")
    assert find_abandoned(tmp_path) == ()
    assert find_abandoned(tmp_path / "missing") == ()


@given(st.binary(max_size=60))
def test_no_bytes_upset_the_reader(line: bytes) -> None:
    assert record_of(line) is None or line_of(record_of(line) or {}) == line


def test_a_line_and_its_record_are_one_another(port: Project) -> None:
    record = {"seq": 3, "changes": list(changes(Project(), port)), "time": 1.5}
    line = line_of(record)
    assert record_of(line) == record
    damaged = bytearray(line)
    damaged[40] ^= 1
    assert record_of(bytes(damaged)) is None


def test_a_lock_belongs_to_one(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    assert second.is_held
    second.release()
