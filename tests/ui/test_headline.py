"""The headline says what there is, and that there is nothing where there is nothing."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QSettings

from planner.engine.results import Headline, Results
from planner.model.project import Project, Scheme
from ui.document import Document
from ui.headline import DASH, HeadlineBar


@pytest.mark.parametrize(("lang", "words"), [("zh", "尚未添加业务流"), ("en", "no flows in the demand yet")])
def test_without_flows_and_zones_nothing_is_met(qtbot: Any, tmp_path: Any, lang: str, words: str) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    project = Project(schemes={"A": Scheme(id="A", name="A")})
    document = Document(project, lang=lang, settings=settings)
    bar = HeadlineBar(document)
    qtbot.addWidget(bar)
    empty = Results(
        scheme_id="A", maps=None, zones={}, flows={}, cells={}, slice_loads=(), quantities={},
        quote=None, headline=Headline(area_share_in_target=0.0, flows_met=0, flows_total=0), issues=(),
    )  # fmt: skip
    document.set_results(empty, document.revision, preview=False)
    assert (bar.flows.figure.text(), bar.area.figure.text()) == (DASH, DASH)
    assert words in bar.flows.accessibleName() + bar.flows.toolTip() + bar.flows.detail.text()
