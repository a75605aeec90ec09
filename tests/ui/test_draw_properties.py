"""Random sequences of map edits through the document: undo after do is the identity, redo after undo too."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.io.codec import to_json
from planner.model import arrange, shaping
from planner.model.arrange import Axis, Edge
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, remove
from planner.model.fragments import array, extract, paste
from planner.model.geometry import rectangle
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme
from planner.model.rules import check
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from ui.document import Document
from ui.scene.map_scene import MapScene

Edit = Callable[[Project], Project]
K = ObstacleKind


def small() -> Project:
    obstacles = {
        f"ob-0{n + 1}": Obstacle(
            id=f"ob-0{n + 1}", kind=kind, name=f"Object {n}", outline=rectangle(40 * n, 10 * n, 45, 30), height_m=9
        )
        for n, kind in enumerate((K.BUILDING, K.BUILDING, K.TANK, K.VEGETATION))
    }
    wall = Obstacle(id="ob-05", kind=K.WALL, name="Wall", outline=((0, 90), (80, 90), (80, 130)), height_m=3)
    inner = Obstacle(id="ob-06", kind=K.WALL, outline=((5, 5), (30, 5)), height_m=3, building_id="ob-01")
    network = Network(
        sites={"gnb-01": Site(id="gnb-01", name="Mast", position=(60.0, 60.0))},
        cells={"cell-01": Cell(id="cell-01", site_id="gnb-01", band="n79")},
    )
    zone = Zone(id="zone-01", name="Zone", outline=rectangle(0, 0, 100, 100))
    return Project(
        site_map=SiteMap(obstacles={**obstacles, "ob-05": wall, "ob-06": inner}, zones={"zone-01": zone}),
        schemes={"A": Scheme(id="A", name="A", network=network)},
    )


REFS = (
    *(ObjectRef("obstacles", f"ob-0{n}") for n in range(1, 8)),
    ObjectRef("zones", "zone-01"),
    ObjectRef("zones", "zone-02"),
    ObjectRef("sites", "gnb-01", "A"),
)
one = st.sampled_from(REFS)
some = st.lists(one, min_size=1, max_size=4, unique=True)
metres = st.floats(-150, 150)
places = st.tuples(metres, metres)
parts = st.integers(-1, 1)
indices = st.integers(0, 6)


def first(edit: Callable[..., tuple[Project, Any]], *args: Any, **more: Any) -> Edit:
    """An edit that returns the project and what it made."""
    return lambda project: edit(project, *args, **more)[0]


def of(edit: Callable[..., Project], *args: Any, **more: Any) -> Edit:
    return lambda project: edit(project, *args, **more)


def copied(refs: list[ObjectRef], shift: tuple[float, float], project: Project) -> Project:
    return paste(project, "A", extract(project, refs), [shift])[0]


edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(partial(of, shaping.move_vertex), one, parts, indices, places),
    st.builds(partial(of, shaping.insert_vertex), one, parts, indices, places),
    st.builds(partial(of, shaping.delete_vertex), one, parts, indices),
    st.builds(partial(first, shaping.split), some, st.tuples(places, places)),
    st.builds(partial(first, shaping.merge), some),
    st.builds(partial(of, shaping.offset), some, st.floats(-20, 20)),
    st.builds(partial(first, shaping.cut), some, st.tuples(places, places, places)),
    st.builds(partial(of, arrange.align), some, st.sampled_from(Edge)),
    st.builds(partial(of, arrange.distribute), some, st.sampled_from(Axis)),
    st.builds(partial(of, arrange.rotate), some, st.floats(-360, 360)),
    st.builds(lambda refs, way: of(arrange.mirror, refs, east_west=way), some, st.booleans()),
    st.builds(partial(of, arrange.shift), some, metres, metres),
    st.builds(partial(of, arrange.group), some),
    st.builds(partial(of, arrange.ungroup), some),
    st.builds(lambda refs, locked: of(arrange.set_locked, refs, locked=locked), some, st.booleans()),
    st.builds(partial(of, arrange.hide), some),
    st.just(arrange.show_all),
    st.builds(partial(of, remove), some),
    st.builds(lambda refs, shift: partial(copied, refs, shift), some, places),
    st.builds(
        lambda refs, columns, rows, x, y: first(array, "A", refs, columns=columns, rows=rows, east_m=x, north_m=y),
        some,
        st.integers(1, 3),
        st.integers(1, 3),
        metres,
        metres,
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sequence=st.lists(edits, min_size=1, max_size=8))
def test_undo_after_do_is_the_identity(qapp: object, sequence: list[Edit]) -> None:
    document = Document(small(), Catalogue())
    states = [to_json(document.project)]
    for edit in sequence:
        before = document.undo_stack.count()
        document.apply("edit", edit)
        if document.undo_stack.count() > before:
            states.append(to_json(document.project))
        else:
            assert to_json(document.project) == states[-1]
    for state in reversed(states):
        assert to_json(document.project) == state
        document.undo_stack.undo()
    for state in states:
        assert to_json(document.project) == state
        document.undo_stack.redo()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(sequence=st.lists(edits, min_size=1, max_size=6))
def test_the_map_shows_what_the_project_holds_and_every_outline_stays_sound(qapp: object, sequence: list[Edit]) -> None:
    document = Document(small(), Catalogue())
    scene = MapScene()
    for edit in sequence:
        document.apply("edit", edit)
        scene.show_project(document.project, "A")
    site_map = document.project.site_map
    shown = {ref.id for ref in scene.items_by_ref if ref.kind == "obstacles"}
    assert shown == set(site_map.obstacles)
    broken = {
        "outline-crosses-itself",
        "outline-without-area",
        "outline-too-short",
        "coordinate-not-finite",
        "id-mismatch",
    }
    assert not broken & {issue.code for issue in check(document.project, Catalogue())}
