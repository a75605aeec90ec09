"""What neither an edit nor a file may bring in: endless coordinates, discounts and network figures out of range."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from planner.errors import EditError
from planner.io.catalogue import load_catalogue
from planner.io.project_file import project_bytes, project_from_bytes
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.project import Project
from planner.model.rules import check

ENDLESS = (math.inf, 0.0)


@pytest.mark.parametrize(
    ("ref", "change"),
    [
        (ObjectRef("sites", "gnb-01", "A"), {"position": ENDLESS}),
        (ObjectRef("upfs", "upf-01", "A"), {"second_position": ENDLESS}),
        (ObjectRef("obstacles", "ob-01"), {"holes": ((ENDLESS, (1.0, 0.0), (1.0, 1.0)),)}),
    ],
)
def test_no_edit_and_no_file_brings_in_an_endless_coordinate(project: Project, ref: ObjectRef, change) -> None:
    with pytest.raises(EditError, match="coordinate-not-finite"):
        edits.update(project, ref, **change)
    items = dict(edits.collection(project, ref.kind, ref.scheme_id))
    items[ref.id] = replace(items[ref.id], **change)
    read = edits.with_collection(project, ref.kind, ref.scheme_id, items)
    codes = [(issue.code, issue.object_id) for issue in check(read, load_catalogue())]
    assert ("coordinate-not-finite", ref.id) in codes


@pytest.mark.parametrize("change", [{"quote_discount": Decimal(5)}, {"item_discounts": {"X": Decimal(-1)}}])
def test_discounts_have_limits(project: Project, change) -> None:
    with pytest.raises(EditError, match="value-out-of-range"):
        edits.update_commercial(project, "A", **change)


def test_a_networks_own_figures_are_checked(project: Project) -> None:
    scheme = project.schemes["A"]
    read = edits.add_scheme(project, replace(scheme, network=replace(scheme.network, load_ceiling=7.0)))
    (found,) = check(read, load_catalogue())
    assert (found.code, found.scheme_id, found.params["field"]) == ("value-out-of-range", "A", "load_ceiling")


def test_a_symmetric_bow_tie_crosses_itself(project: Project) -> None:
    bow = ((0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0))
    read = edits.set_outline(project, ObjectRef("zones", "zone-01"), bow)
    assert [issue.code for issue in check(read, load_catalogue())] == ["outline-crosses-itself"]


def test_whole_numbers_in_float_fields_are_saved_as_loading_makes_them(project: Project) -> None:
    whole = edits.update(project, ObjectRef("cells", "cell-01", "A"), height_m=30, bandwidth_mhz=100)
    whole = edits.move(whole, [ObjectRef("sites", "gnb-01", "A")], 1, 2)
    whole = edits.set_outline(whole, ObjectRef("zones", "zone-01"), ((0, 0), (9, 0), (9, 9)))
    content = project_bytes(whole)
    assert project_bytes(project_from_bytes(content, source="whole")) == content
