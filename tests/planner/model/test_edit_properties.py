"""Properties of every edit: the old project stays what it was, no reference dangles, refusal changes nothing."""

import json
from collections.abc import Callable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from planner.errors import EditError
from planner.io.codec import from_plain, to_json
from planner.model import edits
from planner.model.diff import difference
from planner.model.edits import PROJECT_COLLECTIONS, SCHEME_COLLECTIONS, ObjectRef
from planner.model.ids import PREFIXES
from planner.model.network import ALL_SITES, Cell
from planner.model.project import Project
from planner.model.slicing import Assignment

Edit = Callable[[Project], Project]

COLLECTIONS = (*PROJECT_COLLECTIONS, *SCHEME_COLLECTIONS)
NUMBERS = {**PREFIXES, "assignments": PREFIXES["flows"]}

#: Distances that exist and some that must be refused.
distances = st.one_of(st.floats(-1e4, 1e4), st.sampled_from([float("nan"), float("inf")]))


@st.composite
def references(draw: st.DrawFn) -> ObjectRef:
    """An address that is sometimes valid and sometimes not."""
    kind = draw(st.sampled_from(COLLECTIONS))
    scheme_id = draw(st.sampled_from("ABC")) if kind in SCHEME_COLLECTIONS else ""
    if kind == "schemes":
        return ObjectRef(kind, draw(st.sampled_from("ABC")))
    return ObjectRef(kind, f"{NUMBERS[kind]}-0{draw(st.integers(1, 4))}", scheme_id)


def change_scheme(scheme_id: str, tilt: float, project: Project) -> Project:
    return edits.update(project, ObjectRef("cells", "cell-01", scheme_id), electrical_tilt_deg=tilt)


def place(scheme_id: str, x: float, project: Project) -> Project:
    cell = Cell(id="", site_id="", band="n79")
    return edits.place_site(project, scheme_id, (x, 0.0), name="Placed", cells=[cell, cell])[0]


def place_upf(scheme_id: str, project: Project) -> Project:
    return edits.place_upf(project, scheme_id, (0.0, 0.0), name="Room", link_name="Fibre")[0]


def assign(scheme_id: str, project: Project) -> Project:
    slice_id = next(iter(edits.scheme_of(project, scheme_id).slices), "")
    if not slice_id or "flow-01" not in project.demand.flows:
        return project
    return edits.assign(project, scheme_id, "flow-01", Assignment(slice_id=slice_id))


schemes = st.sampled_from("ABC")
one_edit: st.SearchStrategy[Edit] = st.one_of(
    st.builds(lambda refs: partial(edits.remove, refs=refs), st.lists(references(), max_size=3)),
    st.builds(
        lambda refs, x, y: partial(edits.move, refs=refs, east_m=x, north_m=y),
        st.lists(references(), max_size=3),
        distances,
        distances,
    ),
    st.builds(lambda key, tilt: partial(change_scheme, key, tilt), schemes, st.floats(-40, 40)),
    st.builds(lambda key, x: partial(place, key, x), schemes, st.floats(-1e4, 1e4)),
    st.builds(lambda key: partial(place_upf, key), schemes),
    st.builds(lambda key: partial(assign, key), schemes),
    st.builds(lambda key: partial(edits.duplicate_scheme, scheme_id=key, new_scheme_id="C", name="Copy"), schemes),
    st.builds(
        lambda key, n: partial(edits.update_commercial, scheme_id=key, term_months=n), schemes, st.integers(-1, 99)
    ),
)


def apply(project: Project, edit: Edit) -> Project:
    try:
        return edit(project)
    except EditError:
        return project


@given(sequence=st.lists(one_edit, min_size=1, max_size=8))
def test_every_edit_leaves_the_old_project_equal_to_what_it_was(project: Project, sequence: list[Edit]) -> None:
    current = project
    for edit in sequence:
        before = to_json(current)
        following = apply(current, edit)
        assert to_json(current) == before
        current = following
    assert edits.remove(project, []) == project


@given(sequence=st.lists(one_edit, max_size=8))
def test_no_edit_leaves_an_object_without_what_it_stands_on(project: Project, sequence: list[Edit]) -> None:
    for edit in sequence:
        project = apply(project, edit)
    for scheme in project.schemes.values():
        network = scheme.network
        assert {cell.site_id for cell in network.cells.values()} <= set(network.sites)
        assert {link.to_id for link in network.links.values()} <= set(network.upfs)
        assert {link.from_id for link in network.links.values()} <= {ALL_SITES, *network.sites}
        assert {host.upf_id for host in network.mec_hosts.values()} <= set(network.upfs)
        assert {item.slice_id for item in scheme.assignments.values()} <= set(scheme.slices)
        assert set(scheme.assignments) <= set(project.demand.flows)


@given(sequence=st.lists(one_edit, max_size=6))
def test_ids_stay_the_keys(project: Project, sequence: list[Edit]) -> None:
    for edit in sequence:
        project = apply(project, edit)
    for kind in COLLECTIONS:
        for scheme_id in project.schemes if kind in SCHEME_COLLECTIONS else [""]:
            for key, item in edits.collection(project, kind, scheme_id).items():
                assert getattr(item, "id", key) == key


@given(sequence=st.lists(one_edit, max_size=6))
def test_every_edited_project_can_be_written_and_read(project: Project, sequence: list[Edit]) -> None:
    for edit in sequence:
        project = apply(project, edit)
    assert from_plain(Project, json.loads(to_json(project)), source="edited") == project


@given(sequence=st.lists(one_edit, max_size=6))
def test_the_difference_tells_exactly_what_an_edit_changed(project: Project, sequence: list[Edit]) -> None:
    after = project
    for edit in sequence:
        after = apply(after, edit)
    change = difference(project, after)
    for ref in change.added:
        assert ref.id not in edits.collection(project, ref.kind, ref.scheme_id)
    for ref in change.removed:
        assert ref.id not in edits.collection(after, ref.kind, ref.scheme_id)
    for ref in change.changed:
        assert edits.find(project, ref) != edits.find(after, ref)
    assert bool(change) == (project != after)


@given(refs=st.lists(references(), max_size=4), x=st.floats(-1e3, 1e3), y=st.floats(-1e3, 1e3))
def test_moving_there_and_back_restores_the_places(project: Project, refs: list[ObjectRef], x: float, y: float) -> None:
    known = [
        ref for ref in refs if ref.scheme_id != "C" and ref.id in edits.collection(project, ref.kind, ref.scheme_id)
    ]
    there = edits.move(project, known, round(x), round(y))
    assert edits.move(there, known, -round(x), -round(y)) == project


@given(refs=st.lists(references(), max_size=4))
def test_removing_twice_is_removing_once(project: Project, refs: list[ObjectRef]) -> None:
    known = [ref for ref in refs if ref.scheme_id in ("", "A", "B") and ref.kind != "schemes"]
    once = edits.remove(project, known)
    assert edits.remove(once, known) == once
