"""The calibration dialog: fit, judge, apply as one undoable step, switch off; what stops it is said."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from planner.io.measurements import import_measurements
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme
from ui.dialogs.calibration import CalibrationDialog
from ui.document import Document
from ui.jobs import Failure


class Runner(QObject):
    """Does the work at once."""

    progressed = Signal(str, float)

    def run(self, _label: str, work: Any, done: Any, failed: Any) -> None:
        try:
            result = work(lambda _code, fraction: self.progressed.emit("x", fraction))
        except Exception as error:
            failed(Failure(error=error, details=""))
        else:
            done(result)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-250, 250, (2, 300))
    level = -30.0 - 38.0 * np.log10(np.hypot(np.hypot(x, y), 23.5)) + rng.normal(0, 4, 300)
    lines = [f"{a:.1f},{b:.1f},7,{c:.1f}" for a, b, c in zip(x, y, np.maximum(level, -140), strict=True)]
    (tmp_path / "walk.csv").write_text("\n".join(["x,y,PCI,RSRP", *lines]))
    cell = Cell(id="cell-01", site_id="gnb-01", name="North", band="n78", pci=7, antenna="omni_8")
    network = Network(sites={"gnb-01": Site(id="gnb-01", name="Mast", position=(0.0, 0.0))}, cells={"cell-01": cell})
    start = Project(schemes={"A": Scheme(id="A", name="A", network=network)})
    return import_measurements(tmp_path / "walk.csv", start)[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fit_apply_undo_switch_off(qtbot, project, real_catalogue, lang):
    document = Document(project, real_catalogue, lang=lang)
    dialog = CalibrationDialog(document, Runner())
    qtbot.addWidget(dialog)
    assert not dialog.apply_button.isEnabled()
    dialog.start()
    assert dialog.result_ is not None
    assert dialog.errors.rowCount() >= 3
    assert dialog.coefficients.rowCount() >= 5
    assert all(dialog.coefficients.item(row, 0).toolTip() for row in range(dialog.coefficients.rowCount()))
    assert dialog.stage.count() == 5
    for index in range(dialog.stage.count()):
        dialog.stage.setCurrentIndex(index)
    dialog.show()
    assert not dialog.grab().toImage().isNull()
    dialog.apply()
    (found,) = document.project.calibrations.values()
    assert found.active and found.interpolation.asset in document.project.assets
    assert found.name in dialog.status.text()
    document.undo_stack.undo()
    assert not document.project.calibrations
    document.undo_stack.redo()
    dialog.switch_off()
    assert [item.active for item in document.project.calibrations.values()] == [False]
    dialog.close()


def test_what_stops_it_is_said(qtbot, project, real_catalogue):
    network = project.schemes["A"].network
    other = replace(network, cells={"cell-01": replace(network.cells["cell-01"], pci=8)})
    wrong = replace(project, schemes={"A": Scheme(id="A", name="A", network=other)})
    dialog = CalibrationDialog(Document(wrong, real_catalogue, lang="en"), Runner())
    qtbot.addWidget(dialog)
    dialog.start()
    assert "PCI 8" in dialog.summary.text()
    assert dialog.form.fit_button.isEnabled()
    dialog.form.cells.item(0).setCheckState(dialog.form.cells.item(0).checkState().Unchecked)
    dialog.start()
    assert "cell" in dialog.summary.text()
    dialog.close()
    empty = CalibrationDialog(Document(Project(), real_catalogue, lang="en"), Runner())
    qtbot.addWidget(empty)
    assert not empty.form.fit_button.isEnabled()
    assert "Import" in empty.summary.text()
    empty.close()
