"""Layers: classes, colours, legends, and the masks their shares refer to."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import Polygon, contains_xy

from planner.errors import PlannerError
from planner.io import layers
from planner.io.map_mask import counted_area, ring_mask
from planner.io.map_text import cell_title, label_place, length_text
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from planner.radio.grid import Grid, column_centres_m, row_centres_m

RSRP = layers.LAYERS["rsrp"]
CELLS = layers.LAYERS["best_server"]
GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=20, rows=15)


def row(values: Sequence[float]) -> np.ndarray:
    return np.array([values], dtype=np.float32)


def test_the_contract_names_these_layers() -> None:
    assert set(layers.LAYERS) == {"rsrp", "sinr", "best_server", "ul", "dl", "probability", "nlos"}


def test_an_unknown_layer_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(PlannerError) as caught:
        layers.layer_of("colour")
    assert caught.value.code == "unknown-layer"
    assert "rsrp" in str(caught.value.params["known"])


def test_a_value_on_a_border_belongs_to_the_class_above() -> None:
    index = layers.to_index(RSRP, row([-115.1, -115.0, -60.0, -60.1, math.nan]))
    assert index.tolist() == [[1, 2, 9, 8, 0]]


@given(st.lists(st.floats(-200, 50, width=32) | st.just(math.nan), min_size=1, max_size=40))
def test_index_agrees_with_digitize(values: list[float]) -> None:
    array = row(values)
    expected = np.where(np.isnan(array), 0, np.digitize(array, np.array(RSRP.thresholds, np.float32)) + 1)
    assert layers.to_index(RSRP, array).tolist() == expected.tolist()


def test_probability_is_a_share_shown_in_percent() -> None:
    layer = layers.LAYERS["probability"]
    index = layers.to_index(layer, row([0.2, 0.95, 0.949]))
    assert index[0, 0] == 1
    assert index[0, 1] == index[0, 2] + 1
    assert layers.class_label(layer, index[0, 1] - 1, "en") == "95 to 98"


def test_cells_keep_apart_and_none_is_transparent() -> None:
    index = layers.to_index(CELLS, np.array([[-1, 0, 1, 254, 255]], dtype=np.int16))
    assert index.tolist() == [[0, 1, 2, 255, 1]]
    assert layers.colour_table(CELLS)[1] != layers.colour_table(CELLS)[2]


@pytest.mark.parametrize("layer", layers.LAYERS.values(), ids=str)
def test_colour_tables_have_256_entries_and_a_transparent_first(layer: layers.Layer) -> None:
    table = layers.colour_table(layer)
    assert len(table) == 256
    assert table[0][3] == 0
    used = table[1 : len(layer.thresholds) + 2]
    assert all(colour[3] == 255 for colour in used)
    assert len(set(used)) == len(used)


@pytest.mark.parametrize("code", ["rsrp", "sinr", "ul", "dl", "probability"])
def test_better_classes_are_lighter(code: str) -> None:
    """So that the order survives colour-blind eyes and a black and white printer."""
    layer = layers.LAYERS[code]
    light = [
        0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b, _ in layers.colour_table(layer)[1 : len(layer.thresholds) + 2]
    ]
    assert light == sorted(light)


def test_legend_shares_are_of_places_with_a_figure() -> None:
    rows = layers.legend(RSRP, row([-50, -50, -65, math.nan]))
    assert [entry.label for entry in rows[:2]] == ["≥ -60", "-70 to -60"]
    assert [round(entry.share, 3) for entry in rows[:2]] == [0.667, 0.333]
    assert len(rows) == len(RSRP.thresholds) + 1


def test_legend_with_a_mask_counts_places_without_service() -> None:
    valid = np.array([[True, False, True, True]])
    rows = layers.legend(RSRP, row([-60, -60, math.nan, -60]), valid, lang="en")
    assert rows[0].share == pytest.approx(2 / 3)
    assert (rows[-1].label, rows[-1].share) == ("no service", pytest.approx(1 / 3))


def test_legend_of_cells_names_the_largest_and_sums_the_rest() -> None:
    count = layers.MAX_CELL_ROWS + 3
    values = np.repeat(np.arange(count, dtype=np.int16), np.arange(count, 0, -1))[None, :]
    rows = layers.legend(CELLS, values, cell_names=tuple(f"c{i}" for i in range(count)))
    assert [entry.label for entry in rows] == [*(f"c{i}" for i in range(layers.MAX_CELL_ROWS)), "other cells"]
    assert sum(entry.share for entry in rows) == pytest.approx(1.0)


def test_legend_reads_chinese() -> None:
    rows = layers.legend(layers.LAYERS["nlos"], row([0.0, 1.0]), lang="zh")
    assert all(any(ord(char) > 0x2E80 for char in entry.label) for entry in rows)
    assert layers.layer_title(layers.LAYERS["ul"], "zh") != layers.layer_title(layers.LAYERS["ul"], "en")


corner = st.tuples(
    st.integers(-50, 250).map(lambda v: v / 10 + 0.03), st.integers(-50, 200).map(lambda v: v / 10 + 0.07)
)


@given(st.lists(corner, min_size=3, max_size=3))
def test_a_triangle_covers_the_pixels_whose_centres_it_contains(ring: list[tuple[float, float]]) -> None:
    assume(Polygon(ring).area > 0.01)
    east, north = np.meshgrid(column_centres_m(GRID), row_centres_m(GRID))
    expected = contains_xy(Polygon(ring), east, north)
    differs = ring_mask(GRID, [tuple(ring)]) != expected
    assert not np.any(differs & ~on_edge(ring, east, north))


def on_edge(ring: list[tuple[float, float]], east: np.ndarray, north: np.ndarray) -> np.ndarray:
    from shapely import distance, points

    return distance(Polygon(ring).exterior, points(east, north)) < 1e-9


def test_holes_stay_open() -> None:
    outline, hole = ((1, 1), (8, 1), (8, 6), (1, 6)), ((3, 3), (5, 3), (5, 5), (3, 5))
    mask = ring_mask(GRID, [outline, hole])
    assert np.count_nonzero(mask) == 7 * 5 - 2 * 2
    assert not mask[GRID.rows - 5, 3]


def project_with(*, zones: bool) -> Project:
    square = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
    yard = Obstacle(id="y", kind=ObstacleKind.CONTAINER_YARD, outline=((2, 2), (6, 2), (6, 4), (2, 4)), tiers=4)
    crane = Obstacle(id="c", kind=ObstacleKind.QUAY_CRANE, outline=((7, 7), (9, 7), (9, 9), (7, 9)), height_m=40)
    found = {"z": Zone(id="z", name="Zone", outline=square)} if zones else {}
    return Project(site_map=SiteMap(obstacles={"y": yard, "c": crane}, zones=found))


def test_shares_refer_to_the_zones_without_the_stacks_in_them() -> None:
    counted = counted_area(project_with(zones=True), GRID)
    assert counted is not None
    assert np.count_nonzero(counted) == 100 - 8


def test_without_zones_there_is_no_mask() -> None:
    assert counted_area(project_with(zones=False), GRID) is None


def test_a_name_stands_inside_a_bent_outline() -> None:
    bent = ((0, 0), (100, 0), (100, 10), (10, 10), (10, 60), (0, 60))
    (x, y), room_m = label_place(Obstacle(id="o", kind=ObstacleKind.ROAD, outline=bent))
    assert contains_xy(Polygon(bent), x, y)
    assert room_m == pytest.approx(100)


def test_lengths_read_well() -> None:
    assert [length_text(value, "en") for value in (12.5, 999.0, 1500.0)] == ["12.5 m", "999 m", "1.5 km"]


def test_a_cell_without_a_name_is_called_after_its_site() -> None:
    cells = {key: Cell(id=key, site_id="s", band="n79") for key in ("c1", "c2")}
    sites = {"s": Site(id="s", name="灯杆", position=(0.0, 0.0))}
    project = Project(schemes={"A": Scheme(id="A", name="A", network=Network(sites=sites, cells=cells))})
    assert cell_title(project, "A", "c2") == "灯杆/2"
    assert cell_title(project, "A", "gone") == "gone"
