"""Carriers, combined cells and the PCI plan in the window."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QGraphicsPathItem, QPushButton, QWidget

from planner.engine.neighbours import Neighbour, Neighbours
from planner.io.templates import new_from_template
from planner.model import edits
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef
from planner.model.network import Cell
from planner.model.project import Project
from ui.dialogs import pci_plan
from ui.dialogs.pci_plan import PciDialog
from ui.document import Document
from ui.jobs import JobRunner
from ui.main_window import MainWindow
from ui.panels.inspector import Inspector
from ui.scene.map_scene import MapScene
from ui.scene.symbols import SiteItem
from ui.style import apply_style


@pytest.fixture(scope="module")
def factory() -> Project:
    return new_from_template("factory", "en")


@pytest.fixture
def document(qapp: Any, factory: Project, real_catalogue: Catalogue) -> Document:
    apply_style(qapp)
    made = Document(factory, real_catalogue, lang="en")
    made.set_scheme("B")
    return made


@pytest.fixture
def inspector(qtbot: Any, document: Document) -> Inspector:
    made = Inspector(document)
    made.resize(344, 900)
    qtbot.addWidget(made)
    made.show()
    return made


def cells(document: Document) -> dict[str, Cell]:
    return dict(document.project.schemes["B"].network.cells)


def ref(kind: str, key: str) -> ObjectRef:
    return ObjectRef(kind, key, "B")


def buttons(inspector: Inspector) -> dict[str, QPushButton]:
    return {item.text(): item for item in inspector.findChildren(QPushButton) if item.isVisible()}


# -- the carrier's frequency -----------------------------------------------------------------------------------------


def test_no_frequency_reads_as_the_usual_one_and_a_step_says_it_in_figures(
    inspector: Inspector, document: Document
) -> None:
    document.apply("", lambda project: edits.update(project, ref("cells", "cell-03"), carrier_mhz=0.0))
    document.set_selection([ref("cells", "cell-03")])
    spin: Any = inspector.editor("carrier_mhz").spin
    assert spin.text() == "The band's usual one"
    spin.stepBy(1)
    assert cells(document)["cell-03"].carrier_mhz == 3500.0
    assert spin.text() == "3500 MHz"
    spin.stepBy(-1)
    assert cells(document)["cell-03"].carrier_mhz == 3495.0
    spin.setValue(0.0)
    assert cells(document)["cell-03"].carrier_mhz == 0.0
    assert spin.text() == "The band's usual one"


def test_another_band_takes_its_own_usual_carrier(inspector: Inspector, document: Document) -> None:
    document.set_selection([ref("cells", "cell-01")])
    assert cells(document)["cell-01"].carrier_mhz == 3350.0
    inspector.editor("band").edited.emit("n79")
    assert (cells(document)["cell-01"].band, cells(document)["cell-01"].carrier_mhz) == ("n79", 0.0)
    document.undo_stack.undo()
    assert cells(document)["cell-01"].carrier_mhz == 3350.0


# -- heads -----------------------------------------------------------------------------------------------------------


def test_a_cell_lists_its_heads_and_a_head_its_cell(inspector: Inspector, document: Document) -> None:
    document.set_selection([ref("cells", "cell-02")])
    assert {"Office head 1", "Office head 2"} <= buttons(inspector).keys()
    buttons(inspector)["Office head 2"].click()
    assert document.selection == (ref("sites", "gnb-08"),)
    assert any(text.startswith("Office cell") for text in buttons(inspector))


def test_split_and_combine_are_one_step_each(inspector: Inspector, document: Document) -> None:
    before = document.project
    document.set_selection([ref("cells", "cell-01")])
    buttons(inspector)["Split into cells"].click()
    # all but the office's second head, which still shares a cell with the first
    assert {cell.site_id for cell in cells(document).values()} == {f"gnb-0{n}" for n in (*range(1, 8), 9)}
    assert len({cell.pci for cell in cells(document).values()}) == len(cells(document))
    document.set_selection([ref("sites", f"gnb-0{n}") for n in range(1, 7)])
    buttons(inspector)["Combine into one cell"].click()
    assert cells(document)["cell-01"].head_site_ids == tuple(f"gnb-0{n}" for n in range(2, 7))
    assert document.project == before and document.undo_stack.count() == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project == before


def test_one_head_is_taken_out_of_its_cell(inspector: Inspector, document: Document) -> None:
    document.set_selection([ref("sites", "gnb-02")])
    assert "Split into cells" not in buttons(inspector)
    buttons(inspector)["Take out of the cell"].click()
    assert "gnb-02" not in cells(document)["cell-01"].head_site_ids
    assert [cell.head_site_ids for cell in cells(document).values() if cell.site_id == "gnb-02"] == [()]
    assert "Take out of the cell" not in buttons(inspector)


def test_the_power_is_shared_where_carriers_ask_for_too_much(inspector: Inspector, document: Document) -> None:
    document.set_selection([ref("cells", "cell-03")])
    assert "Share the power" not in buttons(inspector)
    second = replace(cells(document)["cell-03"], id="cell-09", carrier_mhz=3350.0, tx_power_dbm=46.0)
    document.apply("", lambda project: edits.put(project, ref("cells", "cell-09"), second))
    document.apply("", lambda project: edits.update(project, ref("cells", "cell-03"), tx_power_dbm=46.0))
    buttons(inspector)["Share the power"].click()
    assert [cells(document)[key].tx_power_dbm for key in ("cell-03", "cell-09")] == [43.0, 43.0]
    assert "Share the power" not in buttons(inspector)


def lines(scene: MapScene) -> int:
    """Line segments of combined cells: paths that nobody can click and no object stands for."""
    paths = [item for item in scene.items() if isinstance(item, QGraphicsPathItem) and item.data(0) is None]
    return sum(item.path().elementCount() // 2 for item in paths if item.pen().dashPattern() == [1.5, 2.5])


def test_the_map_shows_which_heads_are_one_cell(document: Document, real_catalogue: Catalogue) -> None:
    scene = MapScene(real_catalogue)
    scene.show_project(document.project, "B")
    assert lines(scene) == 6
    head = scene.items_by_ref[ref("sites", "gnb-02")]
    assert isinstance(head, SiteItem) and head.cell_at(head.pos() * 0.0) == ""
    apart = edits.update(document.project, ref("cells", "cell-01"), head_site_ids=("gnb-02",))
    scene.show_project(apart, "B")
    assert lines(scene) == 2
    scene.show_project(edits.remove(apart, [ref("sites", "gnb-02")]), "B")
    assert lines(scene) == 1
    scene.show_project(document.project, "A")
    assert lines(scene) == 0


# -- the PCI plan ----------------------------------------------------------------------------------------------------


@pytest.fixture
def equal(document: Document) -> Document:
    """The factory's three cells with one PCI, two of them on one carrier."""
    for key in cells(document):
        document.apply("", lambda project, key=key: edits.update(project, ref("cells", key), pci=5))
    return document


@pytest.fixture
def dialog(qtbot: Any, equal: Document, monkeypatch: pytest.MonkeyPatch) -> Iterator[PciDialog]:
    def near(key: str, share: float) -> Neighbour:
        return Neighbour(cell_id=key, share=share, distance_m=60.0, why="overlap")

    found: Neighbours = {
        "cell-01": (near("cell-02", 0.4),),
        "cell-02": (near("cell-01", 0.5), near("cell-03", 0.1)),
        "cell-03": (near("cell-02", 0.1),),
    }
    monkeypatch.setattr(pci_plan, "find_neighbours", lambda *_args: found)
    runner = JobRunner(equal, lambda *_args, **_more: None, make_cache=object)
    owner = QWidget()  # the dialog deletes itself when it is done
    qtbot.addWidget(owner)
    made = PciDialog(equal, runner, owner)
    made.show()
    qtbot.waitUntil(lambda: made.plan is not None, timeout=5000)
    yield made
    runner.close()


def test_the_plan_is_shown_and_applied_in_one_step(dialog: PciDialog, equal: Document) -> None:
    texts = [[dialog.model.index(row, column).data() for column in (0, 3, 4, 5)] for row in range(3)]
    changed = [text for text in texts if text[1] != text[2]]
    assert len(changed) == 1 and changed[0][3].startswith("Collision with")
    assert "No collision and no confusion is left." in dialog.summary.text()
    steps = equal.undo_stack.count()
    dialog.accept()
    assert equal.undo_stack.count() == steps + 1
    assert cells(equal)["cell-01"].pci != cells(equal)["cell-02"].pci
    equal.undo_stack.undo()
    assert {cell.pci for cell in cells(equal).values()} == {5}


def test_a_range_follows_at_once_and_a_wrong_one_is_told(dialog: PciDialog) -> None:
    dialog.everything.setChecked(True)
    dialog.pci_range.setText("30-32")
    assert dialog.plan is not None and set(dialog.plan.changes.values()) <= {30, 31, 32}
    dialog.pci_range.setText("30-")
    assert dialog.plan is None and "30-" in dialog.summary.text()
    assert not dialog.apply_button.isEnabled() and dialog.model.rowCount() == 0
    dialog.pci_range.setText("7")
    assert "collision: Hall cell and Office cell" in dialog.summary.text()


def test_a_locked_cell_keeps_its_pci(dialog: PciDialog, equal: Document) -> None:
    assert dialog.plan is not None and not dialog.lock_button.isEnabled()
    (changing,) = dialog.plan.changes
    assert dialog.table.choose(ref("cells", changing))
    dialog.lock_button.click()
    assert changing not in dialog.plan.changes and len(dialog.plan.changes) == 1
    assert dialog.lock_button.isChecked()
    dialog.lock_button.click()
    assert list(dialog.plan.changes) == [changing]


def test_plan_and_lists_are_exported(dialog: PciDialog, tmp_path: Path) -> None:
    dialog.export_plan(tmp_path / "plan.csv")
    dialog.export_neighbours(tmp_path / "lists.csv")
    plan, lists = (
        list(csv.DictReader((tmp_path / name).read_text(encoding="utf-8-sig").splitlines()))
        for name in ("plan.csv", "lists.csv")
    )
    assert [row["Cell"] for row in plan] == ["Hall cell", "Office cell", "Loading yard micro"]
    assert plan[0]["Site"].count(" + ") == 5
    assert dialog.plan is not None
    new = {entry.cell_id: str(entry.new_pci) for entry in dialog.plan.entries}
    assert [(row["PCI"], row["Neighbour's PCI"]) for row in lists if row["Cell ID"] == "cell-01"] == [
        (new["cell-01"], new["cell-02"])
    ]


def test_neighbours_stand_behind_their_number(dialog: PciDialog) -> None:
    from PySide6.QtCore import Qt

    tip = dialog.model.index(1, 6).data(Qt.ItemDataRole.ToolTipRole)
    assert "Hall cell: PCI" in tip and "50%" in tip


def test_the_menu_offers_it_for_what_is_selected(window: MainWindow) -> None:
    document, actions = window.document, window.actions_by_name
    document.set_selection([])
    assert not actions["combine_heads"].isEnabled() and actions["plan_pci"].isEnabled()
    site = next(iter(document.project.schemes[document.scheme_id].network.sites))
    document.set_selection([ObjectRef("sites", site, document.scheme_id)])
    errors: list[Any] = []
    document.errorRaised.connect(errors.append)
    actions["combine_heads"].trigger()
    actions["split_cell"].trigger()
    assert [error.code for error in errors] == ["combine-needs-two", "not-combined"]
