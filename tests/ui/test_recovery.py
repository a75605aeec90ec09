"""Autosave of a window and the offer at the next start."""

import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from planner.errors import FileError
from planner.io.journal import Journal
from planner.io.journal_recovery import Abandoned, find_abandoned, keep, restore
from planner.io.project_file import load_project, save_project
from planner.model import edits
from planner.model.project import Project
from planner.text import Translator
from ui import recovery
from ui.autosave import Autosave
from ui.document import Document
from ui.main_window import MainWindow
from ui.recovery import RecoveryDialog, changed_since, entry_text, offer, protect, take_back

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("CAMPUS5G_WINDOW_KILLS", "3"))


def note(text: str) -> Any:
    return lambda project: edits.update_project(project, note=text)


def left_behind(root: Path, project: Project, source: Path | None = None, name: str = "") -> None:
    """A journal whose window was killed."""
    journal = Journal(root)
    journal.start(replace(project, name=name or project.name), source, unsaved=False)
    journal.write(replace(project, name=name or project.name, note="unsaved"), source, unsaved=True)
    journal.close(remove=False)


def found_in(root: Path) -> list[Abandoned]:
    found = list(find_abandoned(root))
    for item in found:
        keep(item)
    return found


@pytest.fixture
def autosave(port_document: Document, tmp_path: Path) -> Any:
    made = Autosave(port_document, tmp_path / "journals")
    yield made
    made.close()


def test_a_killed_window_loses_at_most_the_last_edit(port: Project, tmp_path: Path) -> None:
    path, root = tmp_path / "own.c5g", tmp_path / "journals"
    save_project(port, path)
    own = path.read_bytes()
    rng = random.Random(7)
    for _ in range(KILLS):
        command = [sys.executable, str(Path(__file__).with_name("recovery_victim.py")), str(root), str(path)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as victim:
            assert victim.stdout is not None
            victim.stdout.readline()
            time.sleep(rng.uniform(0.0, 0.3))
            victim.kill()
            numbers = victim.stdout.read().split()
        reached = int(numbers[-1]) if numbers else 1
        (found,) = find_abandoned(root)
        notes = {f"edit {number}" for number in (reached, reached - 1) if number} | (
            {port.note} if reached == 1 else set()
        )
        recovered = restore(found)
        assert recovered.note in notes
        assert replace(recovered, note=port.note) == port
        assert path.read_bytes() == own
        recovery.discard(found)


def test_every_step_of_the_undo_stack_is_kept(autosave: Autosave, port_document: Document, tmp_path: Path) -> None:
    root = tmp_path / "journals"
    port_document.apply("a", note("one"))
    port_document.apply("b", note("two"))
    port_document.undo_stack.undo()
    assert autosave.is_safe()
    expected = port_document.project
    assert expected.note == "one"
    autosave.close(remove=False)
    (found,) = find_abandoned(root)
    assert restore(found) == expected
    keep(found)


def test_saved_work_is_not_offered(autosave: Autosave, port_document: Document, tmp_path: Path) -> None:
    port_document.apply("a", note("one"))
    port_document.save(tmp_path / "saved.c5g")
    assert autosave.is_safe()
    autosave.close(remove=False)
    assert found_in(tmp_path / "journals") == []


def test_a_gesture_under_way_is_not_kept(autosave: Autosave, port_document: Document, tmp_path: Path) -> None:
    port_document.apply("a", note("one"))
    port_document.preview(note("half way"))
    assert autosave.is_safe()
    autosave.close(remove=False)
    (found,) = find_abandoned(tmp_path / "journals")
    assert restore(found).note == "one"
    keep(found)


def test_an_orderly_end_leaves_nothing(autosave: Autosave, port_document: Document, tmp_path: Path) -> None:
    port_document.apply("a", note("one"))
    assert autosave.is_safe()
    assert [path for path in (tmp_path / "journals").iterdir() if path.is_dir()]
    autosave.close()
    assert not [path for path in (tmp_path / "journals").iterdir() if path.is_dir()]


def test_two_windows_do_not_disturb_each_other(autosave: Autosave, port_document: Document, port: Project) -> None:
    other_document = Document(port, port_document.catalogue)
    other = Autosave(other_document, autosave._root)
    try:
        port_document.apply("a", note("mine"))
        other_document.apply("a", note("yours"))
        assert autosave.is_safe()
        assert other.is_safe()
        assert found_in(autosave._root) == []  # both live
        other.close(remove=False)
        (found,) = found_in(autosave._root)
        assert restore(found).note == "yours"
        port_document.apply("b", note("mine again"))
        assert autosave.is_safe()
    finally:
        other.close()


def test_a_disk_that_fails_is_said_once_and_work_goes_on(
    qtbot: Any, autosave: Autosave, port_document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    autosave.failed.connect(said.append)

    def refuse(*_args: Any, **_more: Any) -> None:
        raise FileError("cannot-write", file="journal", reason="full")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "start", refuse)
        patch.setattr(Journal, "write", refuse)
        port_document.apply("a", note("one"))
        assert not autosave.is_safe()
        port_document.apply("b", note("two"))
        assert not autosave.is_safe()
        qtbot.waitUntil(lambda: bool(said))
    port_document.apply("c", note("three"))
    assert autosave.is_safe()
    assert len(said) == 1
    assert port_document.project.note == "three"


def press(name: str, then: str = "") -> None:
    """Press a button of the recovery dialog when it is up, and one of the question after it."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RecoveryDialog)
        if then:
            QTimer.singleShot(50, answer)
        getattr(dialog, f"{name}_button").click()

    def answer() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QDialog)
        button = next(b for b in question.findChildren(QPushButton) if b.objectName() == then)
        button.click()

    QTimer.singleShot(50, act)


def test_restore_opens_the_work_as_unsaved_changes(window: MainWindow, port: Project, tmp_path: Path) -> None:
    root, path = tmp_path / "journals", tmp_path / "own.c5g"
    save_project(port, path)
    os.utime(path, (1, 1))  # saved long before the work
    own = path.read_bytes()
    left_behind(root, port, path)
    autosave = protect(window, root)
    press("restore")
    assert offer(window, root)
    document = window.document
    assert document.project == replace(port, note="unsaved")
    assert document.is_dirty
    assert document.path == path
    assert window.has_project
    assert path.read_bytes() == own
    assert found_in(root) == []  # the new window holds it, the old journal is gone
    autosave.close(remove=False)
    (found,) = found_in(root)
    assert restore(found) == document.project  # killed again at once: still there
    document.undo_stack.setClean()


def test_keep_for_later_and_discard(window: MainWindow, port: Project, tmp_path: Path) -> None:
    root = tmp_path / "journals"
    left_behind(root, port, name="First")
    before = window.document.project
    press("later")
    assert not offer(window, root)
    assert [item.name for item in found_in(root)] == ["First"]
    press("discard", then="sure")
    assert not offer(window, root)
    assert found_in(root) == []
    assert window.document.project is before
    assert not offer(window, root)  # nothing there: no dialog


def test_a_file_changed_since_is_not_overwritten_by_save(window: MainWindow, port: Project, tmp_path: Path) -> None:
    root, path = tmp_path / "journals", tmp_path / "own.c5g"
    left_behind(root, port, path)
    save_project(port, path)
    os.utime(path, (4e9, 4e9))
    (found,) = find_abandoned(root)
    assert changed_since(found)
    assert "changed since" in entry_text(Translator("en"), found)
    protect(window, root)
    assert take_back(window, found)
    assert window.document.path is None  # saving asks for a name
    assert load_project(path) == port


def test_unreadable_work_is_said_and_kept(window: MainWindow, port: Project, tmp_path: Path, qtbot: Any) -> None:
    root = tmp_path / "journals"
    left_behind(root, port)
    (found,) = find_abandoned(root)
    for file in found.folder.glob("base-*"):
        file.write_bytes(b"rubbish")
    before = window.document.project
    assert not take_back(window, found)
    assert window.document.project is before
    assert list(found.folder.glob("base-*"))
    for box in window.findChildren(QDialog):
        box.close()


def test_rows_say_file_and_time_in_both_languages(qapp: Any, port: Project, tmp_path: Path) -> None:
    root = tmp_path / "journals"
    left_behind(root, port, name="港口")
    left_behind(root, port, tmp_path / "样例.c5g")
    found = find_abandoned(root)
    texts = {lang: [entry_text(Translator(lang), item) for item in found] for lang in ("zh", "en")}
    assert "样例.c5g" in texts["zh"][0] + texts["zh"][1]
    assert "港口" in texts["en"][0] + texts["en"][1]
    assert texts["zh"] != texts["en"]
    dialog = RecoveryDialog(None, Translator("zh"), found)
    assert dialog.list.count() == 2
    dialog.deleteLater()
    for item in found:
        keep(item)


def test_closing_the_window_clears_the_journal(window: MainWindow, tmp_path: Path) -> None:
    root = tmp_path / "journals"
    protect(window, root)
    window.document.apply("a", note("one"))
    assert window.autosave is not None
    assert window.autosave.is_safe()
    window.document.undo_stack.setClean()
    window.close()
    assert not [path for path in root.iterdir() if path.is_dir()]
