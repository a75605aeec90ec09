"""The inspector: what it edits, how steps merge, blanks for mixed values, and the words of its table."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel

from planner.model import edits
from planner.model.edits import PROJECT_COLLECTIONS, ObjectRef, collection
from planner.model.geometry import rectangle
from planner.model.limits import LIMITS
from planner.model.site_map import Obstacle, ObstacleKind
from planner.text import LANGUAGES, translate
from ui.document import Document
from ui.main_window import MainWindow
from ui.panels.choices import building_choices
from ui.panels.field_table import SECTIONS
from ui.panels.fields import Editor, all_fields, converted, value_at, with_value
from ui.panels.inspector import Inspector


@pytest.fixture
def inspector(qtbot: Any, port_document: Document) -> Inspector:
    made = Inspector(port_document)
    made.resize(344, 700)
    qtbot.addWidget(made)
    made.show()
    return made


def refs_of(document: Document, kind: str) -> list[ObjectRef]:
    scheme_id = "" if kind in PROJECT_COLLECTIONS else document.scheme_id
    return [ObjectRef(kind, key, scheme_id) for key in collection(document.project, kind, scheme_id)]


def select(document: Document, kind: str, count: int = 1) -> tuple[ObjectRef, ...]:
    refs = tuple(refs_of(document, kind)[:count])
    document.set_selection(refs)
    return refs


@pytest.mark.parametrize("kind", [kind for kind in SECTIONS if kind not in ("project", "assignments", "schemes")])
def test_every_field_shows_the_objects_value_and_writes_it_back_unchanged(
    inspector: Inspector, port_document: Document, kind: str
) -> None:
    for scheme_id in port_document.project.schemes:
        port_document.set_scheme(scheme_id)
        for ref in refs_of(port_document, kind)[:3]:
            port_document.set_selection((ref,))
            item = edits.find(port_document.project, ref)
            shown = [field for section in SECTIONS[kind] for field in section.fields if field.shown(item)]
            assert shown
            for field in shown:
                value = value_at(item, field.path)
                assert with_value(item, field.path, value) == item
                inspector.editor(field.path)
                if field.editor is Editor.NUMBER and value is not None:
                    assert converted(value, float(value) * field.scale, field) == pytest.approx(value)


def test_typing_a_power_is_one_step_and_undo_takes_it_back(
    inspector: Inspector, port_document: Document, qtbot: Any
) -> None:
    (ref,) = select(port_document, "cells")
    before = port_document.project
    spin = inspector.editor("tx_power_dbm").spin
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, "37.5")
    assert port_document.project is before
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert edits.find(port_document.project, ref).tx_power_dbm == 37.5
    port_document.undo_stack.undo()
    assert port_document.project is before
    assert spin.value() == edits.find(before, ref).tx_power_dbm


def test_steps_of_one_visit_merge_those_of_two_do_not(
    inspector: Inspector, port_document: Document, qtbot: Any
) -> None:
    select(port_document, "cells")
    editor = inspector.editor("height_m")
    editor.begin_session()
    for _step in range(3):
        editor.spin.stepUp()
    assert port_document.undo_stack.count() == 1
    editor.begin_session()
    editor.spin.stepUp()
    assert port_document.undo_stack.count() == 2


def test_the_wheel_changes_nothing_without_focus(inspector: Inspector, port_document: Document) -> None:
    select(port_document, "cells")
    spin = inspector.editor("tx_power_dbm").spin
    inspector.setFocus()
    before = port_document.project
    position = QPointF(5.0, 5.0)
    event = QWheelEvent(
        position, spin.mapToGlobal(position), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(spin, event)
    assert port_document.project is before
    assert not event.isAccepted()


def test_mixed_values_are_blank_and_one_value_goes_to_all(
    inspector: Inspector, port_document: Document, qtbot: Any
) -> None:
    refs = select(port_document, "cells", 2)
    azimuths = {edits.find(port_document.project, ref).azimuth_deg for ref in refs}
    assert len(azimuths) == 2
    spin = inspector.editor("azimuth_deg").number.spin
    assert spin.text() == ""
    spin.setFocus()
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert {edits.find(port_document.project, ref).azimuth_deg for ref in refs} == azimuths
    spin.setFocus()
    qtbot.keyClicks(spin, "90")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert {edits.find(port_document.project, ref).azimuth_deg for ref in refs} == {90.0}
    assert port_document.undo_stack.count() == 1


def test_objects_of_several_kinds_show_their_number_only(inspector: Inspector, port_document: Document) -> None:
    port_document.set_selection((refs_of(port_document, "sites")[0], refs_of(port_document, "zones")[0]))
    labels = [label.text() for label in inspector.findChildren(QLabel) if label.isVisible()]
    assert "2 objects selected" in labels


def test_a_band_brings_a_frame_and_a_bandwidth_it_allows(inspector: Inspector, port_document: Document) -> None:
    (ref,) = select(port_document, "cells")
    bands = port_document.catalogue.bands
    fdd = next(key for key, band in bands.items() if band.duplex == "fdd")
    editor = inspector.editor("band")
    editor.combo.activated.emit(list(bands).index(fdd))
    cell = edits.find(port_document.project, ref)
    assert cell.band == fdd
    assert cell.bandwidth_mhz in bands[fdd].bandwidths_mhz
    assert port_document.catalogue.frames[cell.frame].slots == "F"


def test_turning_the_dial_previews_and_releasing_is_one_step(
    inspector: Inspector, port_document: Document, qtbot: Any
) -> None:
    (ref,) = select(port_document, "cells")
    dial = inspector.editor("azimuth_deg").dial
    centre = dial.rect().center()
    qtbot.mousePress(dial, Qt.MouseButton.LeftButton, pos=centre + QPoint(20, 0))
    assert port_document.is_previewing
    qtbot.mouseMove(dial, centre + QPoint(0, 20))
    qtbot.mouseRelease(dial, Qt.MouseButton.LeftButton, pos=centre + QPoint(0, 20))
    assert not port_document.is_previewing
    assert edits.find(port_document.project, ref).azimuth_deg == pytest.approx(180.0, abs=5)
    assert port_document.undo_stack.count() == 1


def test_a_target_can_be_switched_off_and_on(inspector: Inspector, port_document: Document) -> None:
    (ref,) = select(port_document, "zones")
    editor = inspector.editor("targets.rsrp_dbm")
    editor.switch.setChecked(False)
    assert edits.find(port_document.project, ref).targets.rsrp_dbm is None
    inspector.editor("targets.rsrp_dbm").switch.setChecked(True)
    assert edits.find(port_document.project, ref).targets.rsrp_dbm == -100


def test_a_quote_discount_stays_a_decimal(inspector: Inspector, port_document: Document) -> None:
    from decimal import Decimal

    editor = inspector.editor("commercial.quote_discount")
    editor.edited.emit(87.5)
    assert port_document.project.schemes[port_document.scheme_id].commercial.quote_discount == Decimal("0.875")


def test_cells_and_flows_are_listed_and_can_be_added(inspector: Inspector, port_document: Document, qtbot: Any) -> None:
    for kind, owner in (("cells", "sites"), ("flows", "")):
        port_document.set_selection(())
        if owner:
            select(port_document, owner)
        before = len(refs_of(port_document, kind))
        add = next(
            button
            for button in inspector.findChildren(object)
            if getattr(button, "toolTip", str)() == f"Add: {'Cell' if owner else 'Flow'}"
        )
        qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
        assert len(refs_of(port_document, kind)) == before + 1
        assert port_document.selection[0].kind == kind


def test_an_impossible_value_is_refused_and_the_editor_goes_back(
    inspector: Inspector, port_document: Document, qtbot: Any
) -> None:
    (ref,) = select(port_document, "slices")
    value = edits.find(port_document.project, ref).rrm.ul_min_pct
    with qtbot.waitSignal(port_document.errorRaised):
        inspector.editor("rrm.ul_min_pct").edited.emit(150.0)
    assert edits.find(port_document.project, ref).rrm.ul_min_pct == value
    assert inspector.editor("rrm.ul_min_pct").spin.value() == value


def test_labels_and_hints_exist_in_both_languages() -> None:
    same_in_both = {"5QI", "PCI", "SD", "SST", "SINR", "SS-RSRP", "UPF"}
    for field in all_fields(SECTIONS):
        for text in (field.label, field.hint):
            zh, en = (translate(text, lang=lang) for lang in LANGUAGES)
            assert not text or zh != en or text in same_in_both


def test_the_table_names_only_fields_that_exist_and_numbers_have_limits(window: MainWindow) -> None:
    limited = {name for _class, name in LIMITS}
    free = {"0", "1"}
    for field in all_fields(SECTIONS):
        if field.editor in (Editor.NUMBER, Editor.AZIMUTH):
            assert field.path.rsplit(".", maxsplit=1)[-1] in limited | free


def test_a_zones_storey_sets_its_height_in_one_step(inspector: Inspector, port_document: Document) -> None:
    document = port_document
    (ref,) = select(document, "zones")
    before = edits.find(document.project, ref)
    steps = document.undo_stack.count()
    inspector.editor("storey").edited.emit(2.0)
    zone = edits.find(document.project, ref)
    assert (zone.storey, zone.height_m) == (2, 7.5)  # no building around it: 3 m a storey
    assert document.undo_stack.count() == steps + 1
    document.undo_stack.undo()
    assert edits.find(document.project, ref) == before


def test_a_zone_in_a_building_takes_its_storey_height(inspector: Inspector, port_document: Document) -> None:
    document = port_document
    (ref,) = select(document, "zones")
    outline = edits.find(document.project, ref).outline
    hq = Obstacle(id="hq", kind=ObstacleKind.BUILDING, outline=outline, height_m=20.0, storeys=4)
    document.apply("building", lambda project: edits.put(project, ObjectRef("obstacles", "hq"), hq))
    inspector.editor("storey").edited.emit(3.0)
    assert edits.find(document.project, ref).height_m == 16.5


def test_a_walls_building_is_chosen_from_those_with_storeys(inspector: Inspector, port_document: Document) -> None:
    document = port_document
    hq = Obstacle(id="hq", kind=ObstacleKind.BUILDING, name="HQ", outline=rectangle(0, 0, 40, 20), storeys=3)
    wall = Obstacle(id="w", kind=ObstacleKind.WALL, outline=((5.0, 1.0), (5.0, 9.0)), height_m=3.0)
    ref = ObjectRef("obstacles", "w")
    document.apply("wall", lambda p: edits.put(edits.put(p, ObjectRef("obstacles", "hq"), hq), ref, wall))
    document.set_selection((ref,))
    assert next(key for key, _name in building_choices(document, wall)) == ""
    assert ("hq", "HQ") in list(building_choices(document, wall))
    inspector.editor("building_id").edited.emit("hq")
    inspector.editor("storey").edited.emit(2.0)
    placed = edits.find(document.project, ref)
    assert (placed.building_id, placed.storey) == ("hq", 2)
    inspector.editor("building_id").edited.emit("")
    assert edits.find(document.project, ref).storey == 0
