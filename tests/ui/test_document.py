"""Edits, undo, previews, selection, files and language of the document."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from planner.errors import FileError
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.project import Project
from ui.document import Document


def site_ref(document: Document) -> ObjectRef:
    sites = document.project.schemes[document.scheme_id].network.sites
    return ObjectRef("sites", next(iter(sites)), document.scheme_id)


def test_undo_and_redo_give_back_the_very_same_projects(port_document: Document) -> None:
    before = port_document.project
    ref = site_ref(port_document)
    assert port_document.apply("move", lambda p: edits.move(p, (ref,), 10.0, 0.0))
    after = port_document.project
    assert after is not before
    port_document.undo_stack.undo()
    assert port_document.project is before
    port_document.undo_stack.redo()
    assert port_document.project is after


@given(steps=st.lists(st.tuples(st.floats(-50, 50), st.sampled_from([None, "a", "b"])), max_size=8))
@hypothesis_settings(max_examples=25)
def test_undoing_everything_is_the_identity(steps: list[tuple[float, str | None]]) -> None:
    start = Project(name="0")
    document = Document(start)
    for number, (shift, key) in enumerate(steps):
        document.apply("step", lambda p, n=number, s=shift: replace(p, name=f"{n}:{s}"), key)
    last = document.project
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.project is start
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.project == last


def test_steps_with_one_key_merge_and_a_round_trip_leaves_nothing() -> None:
    document = Document(Project(name="start"))
    for name in ("a", "b", "c"):
        document.apply("rename", lambda p, n=name: replace(p, name=n), "name")
    assert document.undo_stack.count() == 1
    document.apply("rename", lambda p: replace(p, name="start"), "name")
    assert document.undo_stack.count() == 0
    assert not document.is_dirty


def test_a_refused_edit_changes_nothing_and_says_why(port_document: Document, qtbot: Any) -> None:
    before, ref = port_document.project, site_ref(port_document)
    with qtbot.waitSignal(port_document.errorRaised) as caught:
        assert not port_document.apply("move", lambda p: edits.move(p, (ref,), float("nan"), 0.0))
    assert caught.args[0].code == "coordinate-not-finite"
    assert port_document.project is before
    assert port_document.undo_stack.count() == 0


def test_an_edit_without_effect_is_no_step(port_document: Document) -> None:
    name = port_document.project.name
    assert port_document.apply("rename", lambda p: replace(p, name=name))
    assert port_document.undo_stack.count() == 0


def test_a_preview_is_shown_and_never_kept(port_document: Document, qtbot: Any) -> None:
    before, revision, ref = port_document.project, port_document.revision, site_ref(port_document)
    with qtbot.waitSignal(port_document.previewChanged):
        port_document.preview(lambda p: edits.move(p, (ref,), 5.0, 5.0))
    assert port_document.is_previewing
    assert edits.find(port_document.shown_project, ref) != edits.find(before, ref)
    with qtbot.waitSignal(port_document.previewChanged) as ended:
        port_document.preview(None)
    assert ended.args == [None]
    assert port_document.shown_project is before
    assert port_document.revision == revision


def test_vanished_objects_leave_the_selection(port_document: Document) -> None:
    ref = site_ref(port_document)
    zone = ObjectRef("zones", next(iter(port_document.project.site_map.zones)))
    port_document.set_selection((ref, zone, ObjectRef("zones", "no-such-zone")))
    assert port_document.selection == (ref, zone)
    port_document.apply("delete", lambda p: edits.remove(p, (ref,)))
    assert port_document.selection == (zone,)


def test_deleting_the_current_scheme_goes_to_another(port_document: Document, qtbot: Any) -> None:
    gone = port_document.scheme_id
    with qtbot.waitSignal(port_document.schemeChanged) as changed:
        port_document.apply("delete", lambda p: edits.remove(p, (ObjectRef("schemes", gone),)))
    assert changed.args == [port_document.scheme_id]
    assert port_document.scheme_id in port_document.project.schemes


def test_save_open_and_recent(port_document: Document, tmp_path: Path) -> None:
    port_document.apply("rename", lambda p: replace(p, name="renamed"))
    assert port_document.is_dirty
    path = tmp_path / "a.c5g"
    port_document.save(path)
    assert not port_document.is_dirty
    assert port_document.recent_files() == (path,)
    saved = port_document.project
    port_document.undo_stack.undo()
    assert port_document.is_dirty
    port_document.open(path)
    assert port_document.project == saved
    assert port_document.path == path
    assert port_document.undo_stack.count() == 0


def test_a_failed_open_or_save_leaves_the_document_alone(port_document: Document, tmp_path: Path) -> None:
    before = port_document.project
    broken = tmp_path / "broken.c5g"
    broken.write_bytes(b"not a zip")
    with pytest.raises(FileError):
        port_document.open(broken)
    assert port_document.project is before
    port_document.apply("rename", lambda p: replace(p, name="x"))
    with pytest.raises(FileError):
        port_document.save(tmp_path / "missing" / "a.c5g")
    assert port_document.is_dirty
    assert port_document.path is None


def test_the_language_is_kept(settings: QSettings) -> None:
    document = Document(settings=settings, lang="en")
    document.set_language("zh")
    assert document.t("Undo") is not None
    assert settings.value("language") == "zh"
    assert document.tr("Zone") == "区域"
