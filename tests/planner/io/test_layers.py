"""Layers: classes, colours, styles, legends, and the masks their shares refer to."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, contains_xy

from planner.engine.layer_request import EXTRA_CODES
from planner.engine.results import Maps
from planner.errors import Issue, PlannerError
from planner.io import layers
from planner.io.codec import from_plain
from planner.io.map_mask import counted_area
from planner.io.map_text import cell_title, label_place, length_text
from planner.io.palettes import PALETTES, class_colours
from planner.io.project_file import load_project, save_project
from planner.io.state_changes import apply_change, changes, empty_plain
from planner.model.geometry import Ring
from planner.model.layer_style import LayerStyle
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from planner.radio.grid import Grid
from planner.text import tr, translate

RSRP = layers.LAYERS["rsrp"]
CELLS = layers.LAYERS["best_server"]
GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=20, rows=15)


def row(values: Sequence[float]) -> np.ndarray:
    return np.array([values], dtype=np.float32)


def test_the_contract_names_these_layers() -> None:
    base = {"rsrp", "sinr", "best_server", "ul", "dl", "probability", "nlos"}
    assert {code for code, layer in layers.LAYERS.items() if layer.array} == base
    assert set(layers.LAYERS) - base == set(EXTRA_CODES)


@pytest.mark.parametrize("layer", layers.LAYERS.values(), ids=str)
def test_every_layer_explains_itself_in_both_languages(layer: layers.Layer) -> None:
    for text in (layer.name, layer.hint):
        assert text
        assert layer.code in ("sinr", "rsrp", "rsrq") or any(ord(char) > 0x2E80 for char in tr("zh", text)), text


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


def lightness(layer: layers.Layer) -> list[float]:
    used = layers.colour_table(layer)[1 : len(layer.thresholds) + 2]
    return [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b, _ in used]


@pytest.mark.parametrize("code", [code for code in layers.LAYERS if code not in ("best_server", "nlos")])
def test_better_classes_are_lighter(code: str) -> None:
    """So that the order survives colour-blind eyes and a black and white printer."""
    layer = layers.LAYERS[code]
    light = lightness(layer)
    assert light == sorted(light, reverse=layer.low_is_good)


@pytest.mark.parametrize("code", sorted({*layers.LAYERS} - {"best_server"}))
def test_differences_darken_away_from_zero(code: str) -> None:
    layer = layers.layer_of(f"difference_{code}")
    light = lightness(layer)
    middle = light.index(max(light))
    assert layer.thresholds[middle - 1] < 0 < layer.thresholds[middle]
    assert light[: middle + 1] == sorted(light[: middle + 1])
    assert light[middle:] == sorted(light[middle:], reverse=True)
    better = layers.colour_table(layer)[1 if layer.low_is_good else len(layer.thresholds) + 1]
    assert better[2] > better[0], "blue is better"


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=10, unique=True).map(sorted))
def test_a_difference_stays_centred_on_zero_however_its_borders_lie(borders: list[int]) -> None:
    colours = class_colours(PALETTES["balance"], tuple(map(float, borders)))
    assert len(colours) == len(borders) + 1
    assert len(set(colours)) == len(colours)
    for position, (red, _, blue, _) in enumerate(colours):
        low = borders[position - 1] if position else -math.inf
        high = borders[position] if position < len(borders) else math.inf
        if low < 0 < high:
            assert (red, blue) == (247, 247)
        else:
            assert (red > blue) == (high <= 0)


def test_the_best_server_has_no_difference() -> None:
    with pytest.raises(PlannerError) as caught:
        layers.layer_of("difference_best_server")
    assert caught.value.code == "layer-without-difference"


def style(thresholds: Sequence[float] = (), palette: str = "", code: str = "rsrp") -> Project:
    return Project(layer_styles={code: LayerStyle(thresholds=tuple(thresholds), palette=palette)})


def test_a_project_has_its_own_classes_and_colours() -> None:
    layer = layers.layer_of("rsrp", style((-110, -95.5), "cividis"))
    assert [layers.class_label(layer, i, "en") for i in range(3)] == ["< -110", "-110 to -95.5", "≥ -95.5"]
    assert layers.colour_table(layer)[1] == (0, 0x22, 0x4E, 255)
    assert layers.to_index(layer, row([-96.0, -95.5])).tolist() == [[2, 3]]
    assert layers.layer_of("sinr", style((1.0, 2.0))) == layers.LAYERS["sinr"]
    assert layers.layer_of("nlos", style((0.5,), code="nlos")).class_names == ()
    assert layers.styled(RSRP, Project()) is RSRP
    own = layers.own_style(RSRP)
    layers.check_style(RSRP, own)
    assert layers.styled(RSRP, style(own.thresholds, own.palette)) == RSRP


@pytest.mark.parametrize(
    ("code", "thresholds", "palette", "problem"),
    [
        ("rsrp", (-90, -100), "", "thresholds-not-rising"),
        ("rsrp", (-90, -90), "", "thresholds-not-rising"),
        ("rsrp", (-90.0, -90.000001), "", "thresholds-not-rising"),
        ("rsrp", (math.nan,), "", "threshold-not-finite"),
        ("rsrp", (-90, math.inf), "", "threshold-not-finite"),
        ("rsrp", tuple(range(11)), "", "too-many-thresholds"),
        ("rsrp", (), "rainbow", "unknown-palette"),
        ("difference_rsrp", (), "viridis", "palette-not-diverging"),
        ("best_server", (), "viridis", "layer-without-classes"),
    ],
)
def test_a_style_that_cannot_be_used_is_an_error_and_changes_nothing(
    code: str, thresholds: tuple[float, ...], palette: str, problem: str
) -> None:
    layer = layers.layer_of(code)
    with pytest.raises(PlannerError) as caught:
        layers.check_style(layer, LayerStyle(thresholds=thresholds, palette=palette))
    assert caught.value.code == problem
    assert layers.layer_of(code, style(thresholds, palette, code)) == layer
    for lang in ("zh", "en"):
        assert "{" not in translate(problem, caught.value.params, lang)


def test_styles_survive_the_file(tmp_path: Path) -> None:
    project = style((-110, -95.5), "traffic")
    save_project(project, tmp_path / "a.c5g")
    assert load_project(tmp_path / "a.c5g").layer_styles == project.layer_styles


def test_a_change_of_style_is_a_change_of_the_project() -> None:
    """The journal keeps it, and it comes back the same."""
    before, data = Project(), empty_plain()
    for after in (style((-110, -95.5), "traffic"), style((-90.0,)), Project()):
        found = list(changes(before, after))
        assert found
        for change in found:
            apply_change(data, change)
        assert from_plain(Project, {**data, "assets": {}}, source="test") == after
        before = after


def test_counts_read_as_whole_numbers() -> None:
    layer = layers.LAYERS["servers"]
    labels = [layers.class_label(layer, i, "en") for i in range(len(layer.thresholds) + 1)]
    assert labels == ["0", "1", "2", "3", "4 to 5", "6 to 8", "9 to 14", "≥ 15"]
    assert layers.to_index(layer, row([0, 1, 3, 5, 6, 40])).tolist() == [[1, 2, 4, 5, 6, 8]]


def test_differences_carry_their_sign() -> None:
    layer = layers.layer_of("difference_rsrp")
    assert (layer.unit, layers.class_label(layer, 8, "en")) == ("dB", "≥ +20")
    assert layers.class_label(layer, 4, "en") == "-3 to +3"
    rows = layers.legend(layer, row([-30, 0, math.nan]), np.ones((1, 3), dtype=np.bool_))
    assert rows[-1].label == "no comparison"


def test_low_is_good_reads_from_the_best_down() -> None:
    rows = layers.legend(layers.LAYERS["latency"], row([3.0, 500.0, math.inf]))
    assert (rows[0].label, rows[-2].label, rows[-1].label) == ("< 5", "≥ 200", "never reached")
    assert [rows[-2].share, rows[-1].share] == pytest.approx([1 / 3, 1 / 3])
    assert sum(rows[0].colour[:3]) > sum(rows[-2].colour[:3])
    index = layers.to_index(layers.LAYERS["latency"], row([math.inf]))
    assert layers.colour_table(layers.LAYERS["latency"])[int(index[0, 0])] == rows[-1].colour


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


def maps(counted: np.ndarray) -> Maps:
    level = np.full(GRID.shape, -80.0, dtype=np.float32)
    return Maps(
        grid=GRID, height_m=1.5, cell_ids=("c",), best_server=np.zeros(GRID.shape, dtype=np.int16), rsrp_dbm=level,
        sinr_db=level, dl_mbps=level, ul_mbps=level, sigma_db=level, blocked=level, probability=level,
        counted=counted, extra={"ul": level + 90},
    )  # fmt: skip


def test_a_layer_asked_for_goes_before_the_usual_one() -> None:
    found = maps(np.ones(GRID.shape, dtype=np.bool_))
    assert layers.layer_values(found, layers.LAYERS["ul"])[0, 0] == 10
    assert layers.layer_values(found, layers.LAYERS["dl"])[0, 0] == -80
    assert not layers.has_layer(found, layers.LAYERS["rsrq"])
    with pytest.raises(PlannerError) as caught:
        layers.layer_values(found, layers.LAYERS["rsrq"])
    assert caught.value.code == "layer-not-computed"


def test_a_note_says_what_figures_are_read_against() -> None:
    note = Issue(code="layer-note-servers", params={"threshold_dbm": -105.0})
    found = replace(maps(np.ones(GRID.shape, dtype=np.bool_)), notes={"servers": note})
    assert layers.layer_note(found, layers.LAYERS["servers"], "en") == "Cells with at least -105 dBm"
    assert layers.layer_note(found, layers.LAYERS["servers"], "zh") != ""
    assert layers.layer_note(found, layers.LAYERS["rsrp"], "en") == ""


def project_with(*outlines: Ring) -> Project:
    return Project(
        site_map=SiteMap(zones={f"z{i}": Zone(id=f"z{i}", name="Zone", outline=o) for i, o in enumerate(outlines)})
    )


def square(west: float, south: float, size: float) -> Ring:
    return ((west, south), (west + size, south), (west + size, south + size), (west, south + size))


def test_shares_refer_to_the_places_of_the_zones_where_somebody_can_be() -> None:
    possible = np.ones(GRID.shape, dtype=np.bool_)
    possible[GRID.rows - 4 : GRID.rows - 2, 2:6] = False
    counted = counted_area(project_with(square(0.0, 0.0, 10.0), square(5.0, 5.0, 8.0)), maps(possible))
    assert counted is not None
    assert np.count_nonzero(counted) == 100 + 64 - 25 - 8


def test_without_zones_or_places_in_them_there_is_no_mask() -> None:
    assert counted_area(project_with(), maps(np.ones(GRID.shape, dtype=np.bool_))) is None
    nowhere = np.zeros(GRID.shape, dtype=np.bool_)
    assert counted_area(project_with(square(0.0, 0.0, 10.0)), maps(nowhere)) is None


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
