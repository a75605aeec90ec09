import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.indoor import indoor_path_loss_map
from planner.radio.itu_p2109 import entry_sigma_db, median_entry_loss_db
from planner.radio.multi_wall import WallLine, floors_loss_db, wall_loss_map
from planner.radio.o2i import EntryClass, wall_loss_db
from planner.radio.obstruction import sweep_obstruction
from planner.radio.surface import Shape, build_surface
from planner.radio.tr38901 import Scenario, los_probability, path_loss_los_db, path_loss_nlos_db, shadow_sigma_db

GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=80, rows=60)
HOUSE = np.array([[10, 10], [60, 10], [60, 50], [10, 50]], float)
ANTENNA = (20.5, 30.5)
CLASSES = np.array([EntryClass.LOW])
WALLS = [WallLine(points=np.array([[x, 10.0], [x, 50.0]]), loss_db=8.0) for x in (30.0, 40.0, 50.0)]


def _scene(antenna=ANTENNA, h_antenna_m=2.8):
    surface = build_surface(GRID, [Shape(rings=(HOUSE,), height_m=12.0)])
    return surface, sweep_obstruction(GRID, surface, *antenna, h_antenna_m, 1.5, 9999.0)


SURFACE, SWEEP = _scene()
INSIDE = SURFACE.owner == 0


def _map(scenario, **more):
    place = {"scenario": scenario, "freq_ghz": 3.5, "antenna_m": ANTENNA}
    return indoor_path_loss_map(GRID, SWEEP, SURFACE.owner, CLASSES, 0, **place, **more)


def _formulas(scenario):
    dist = np.hypot(column_centres_m(GRID)[None, :] - ANTENNA[0], row_centres_m(GRID)[:, None] - ANTENNA[1])
    los = path_loss_los_db(scenario, dist, 3.5, 2.8, 1.5)
    nlos = path_loss_nlos_db(scenario, dist, 3.5, 2.8, 1.5)
    p = los_probability(scenario, dist, 2.8, 1.5)
    return los, nlos, p * los + (1 - p) * nlos


def test_surveyed_office_is_line_of_sight_and_walls():
    los, nlos, _ = _formulas("InH")
    walls = wall_loss_map(GRID, WALLS, ANTENNA, 200.0)
    found = _map("InH", completeness="surveyed", wall_loss_db=walls)
    expected = np.minimum(los + walls, np.where(walls > 0, nlos + 10.0, los))
    assert found.path_loss_db[INSIDE] == pytest.approx(expected[INSIDE], abs=0.05)
    same_room = INSIDE & (walls == 0)
    assert (found.nlos_weight[same_room] == 0.0).all()
    assert found.sigma_db[same_room] == pytest.approx(3.0) and found.sigma_db.max() <= 8.03 + 4.4
    outside = ~INSIDE & (walls > 0)
    assert found.path_loss_db[outside] == pytest.approx(expected[outside] + wall_loss_db(3.5, EntryClass.LOW), abs=0.05)


def test_sketched_office_is_never_better_for_a_drawn_wall():
    walls = wall_loss_map(GRID, WALLS, ANTENNA, 200.0)
    plain, drawn = _map("InH"), _map("InH", wall_loss_db=walls)
    assert (drawn.path_loss_db >= plain.path_loss_db).all() and (drawn.nlos_weight >= plain.nlos_weight).all()
    assert np.array_equal(drawn.path_loss_db[walls == 0], plain.path_loss_db[walls == 0])


@pytest.mark.parametrize("how", ["surveyed", "sketched"])
def test_in_a_hall_walls_come_on_top_of_the_machines(how):
    _, nlos, mix = _formulas("InF-DH")
    thick = [WallLine(points=line.points, loss_db=15.0) for line in WALLS]
    walls = wall_loss_map(GRID, thick, ANTENNA, 200.0)
    found = _map("InF-DH", completeness=how, wall_loss_db=walls)
    expected = np.where(walls > 0, np.minimum(mix + walls, nlos + 30.0), mix)
    assert (expected[INSIDE] < (mix + walls)[INSIDE]).any()
    assert found.path_loss_db[INSIDE] == pytest.approx(expected[INSIDE], abs=0.05)


@pytest.mark.parametrize("scenario", [kind for kind in Scenario if kind.is_indoor])
def test_every_indoor_scenario_is_finite_and_floors_add_inside_only(scenario):
    ground, third = _map(scenario), _map(scenario, floors_between=2)
    assert np.isfinite(ground.path_loss_db).all() and (ground.sigma_db >= shadow_sigma_db(scenario)[0] - 1e-5).any()
    gain = third.path_loss_db - ground.path_loss_db
    assert gain[INSIDE] == pytest.approx(floors_loss_db(2), abs=1e-4) and (gain[~INSIDE] == 0.0).all()


@settings(max_examples=20)
@given(
    st.sampled_from(["InH", "InH-open", "InF-SL", "InF-HH"]),
    st.sampled_from(["surveyed", "sketched"]),
    st.lists(st.floats(0.0, 30.0), min_size=3, max_size=3),
    st.floats(0.0, 20.0),
)
def test_more_wall_is_never_less_loss_and_never_above_the_cap(scenario, how, losses, more_db):
    def walls(extra):
        lines = [WallLine(points=line.points, loss_db=loss + extra) for line, loss in zip(WALLS, losses, strict=True)]
        return wall_loss_map(GRID, lines, ANTENNA, 200.0)

    thin, thick = (_map(scenario, completeness=how, wall_loss_db=walls(extra)) for extra in (0.0, more_db))
    assert (thick.path_loss_db >= thin.path_loss_db - 1e-4).all()
    nlos = _formulas(scenario)[1]
    most = 10.0 if scenario.startswith("InH") else 30.0
    assert (thick.path_loss_db[INSIDE] <= nlos[INSIDE] + most + 0.05).all()


def test_p2109_for_what_leaks_out():
    plain, other = _map("InH"), _map("InH", entry_model="p2109")
    assert np.array_equal(plain.path_loss_db[INSIDE], other.path_loss_db[INSIDE])
    change = float(median_entry_loss_db(3.5, "traditional")) - wall_loss_db(3.5, EntryClass.LOW)
    assert (other.path_loss_db - plain.path_loss_db)[~INSIDE] == pytest.approx(change, abs=1e-3)
    spread = np.sqrt(plain.sigma_db[~INSIDE] ** 2 - 4.4**2 + entry_sigma_db(3.5, "traditional") ** 2)
    assert other.sigma_db[~INSIDE] == pytest.approx(spread, abs=1e-3)
