"""The path over a section: Fresnel radius by hand, P.526 by hand, and the rules it shares with the coverage map."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.geometry import rectangle
from planner.model.section import Ground, ground_height_m, section
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Terrain
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p526 import exact_wavelength_m
from planner.radio.link_profile import edges_of_section, first_fresnel_radius_m, path_over, receiver_inside
from planner.radio.obstruction import diffraction_map_db, sweep_obstruction
from planner.radio.surface import Shape, build_surface

SHED = Obstacle(id="a", kind=ObstacleKind.BUILDING, outline=rectangle(100.0, -30.0, 50.0, 60.0), height_m=20.0)


def test_the_practical_formula_of_p526_gives_the_same_radius() -> None:
    # equation (3): R1 = 550 sqrt(d1 d2 / ((d1 + d2) f)), km and MHz; 550 is rounded
    for d1_km, d2_km, f_mhz in ((0.3, 0.7, 2565.0), (5.0, 1.0, 4900.0), (0.05, 0.05, 700.0)):
        practical_m = 550.0 * math.sqrt(d1_km * d2_km / ((d1_km + d2_km) * f_mhz))
        exact = float(first_fresnel_radius_m(d1_km * 1000, d2_km * 1000, exact_wavelength_m(f_mhz / 1000)))
        assert exact == pytest.approx(practical_m, rel=0.006)
    assert float(first_fresnel_radius_m(0.0, 10.0, 0.1)) == 0.0
    assert float(first_fresnel_radius_m(0.0, 0.0, 0.1)) == 0.0


def test_one_edge_by_hand() -> None:
    # 6.75 m above the line in the middle of 1 km at 2.6 GHz: nu 1.778, J 18.1 dB (worked example of the docstrings)
    path = path_over([(500.0, 16.75)], 1000.0, 10.0, 10.0, 2.6)
    assert path.clearance_m == pytest.approx(-6.75)
    assert path.worst_m == 500.0
    assert path.clearance_share == pytest.approx(-6.75 / 5.3688, rel=1e-3)
    assert path.nu == pytest.approx(1.778, abs=2e-3)
    assert path.diffraction_db == pytest.approx(18.1, abs=0.05)
    assert not path.is_in_sight
    assert not path.is_clear


@given(st.floats(-3.0, 3.0), st.floats(0.1, 0.9), st.floats(0.5, 6.0))
def test_nu_and_clearance_in_radii_say_the_same_for_one_edge(share: float, place: float, freq_ghz: float) -> None:
    # nu = -sqrt(2) h / R1, P.526 clause 4.1
    radius = float(first_fresnel_radius_m(600.0 * place, 600.0 * (1 - place), exact_wavelength_m(freq_ghz)))
    path = path_over([(600.0 * place, 30.0 - share * radius)], 600.0, 30.0, 30.0, freq_ghz)
    assert path.clearance_share == pytest.approx(share, abs=1e-6)
    assert path.nu == pytest.approx(-math.sqrt(2.0) * share, abs=1e-6)
    assert (path.diffraction_db == 0.0) == (path.nu <= -0.78)


def test_a_free_path_has_no_loss_beyond_free_space() -> None:
    path = path_over([], 300.0, 25.0, 1.5, 4.9)
    assert (path.clearance_m, path.diffraction_db, path.is_clear) == (None, 0.0, True)
    assert path.slant_m == pytest.approx(math.hypot(300.0, 23.5))
    with pytest.raises(ValueError, match="length"):
        path_over([], 0.0, 1.0, 1.0, 4.9)


def test_the_sweep_of_the_coverage_map_says_the_same() -> None:
    plan = SiteMap(obstacles={"a": SHED})
    cut_line = section(plan, (0.5, 0.5), (300.5, 0.5))
    path = path_over(edges_of_section(cut_line, 0.0, 1.5), 300.0, 25.0, 1.5, 2.6)
    grid = Grid(west_m=-100.0, south_m=-100.0, resolution_m=1.0, columns=500, rows=200)
    surface = build_surface(grid, [Shape(rings=(np.array(SHED.outline),), height_m=20.0)])
    sweep = sweep_obstruction(grid, surface, 0.5, 0.5, 25.0, 1.5, 1000.0)
    on_map = float(diffraction_map_db(sweep, 2.6)[99, 400])
    assert path.diffraction_db > 10.0
    assert path.diffraction_db == pytest.approx(on_map, abs=0.3)  # pixels of 1 m


def test_what_an_antenna_stands_on_or_in_does_not_block() -> None:
    plan = SiteMap(obstacles={"a": SHED})
    from_roof = section(plan, (120.0, 0.0), (300.0, 0.0))
    assert edges_of_section(from_roof, 0.0, 1.5) == []
    indoors = section(plan, (0.0, 0.0), (120.0, 0.0))
    assert edges_of_section(indoors, 0.0, 1.5) == []
    inside = receiver_inside(indoors, 1.5)
    assert inside is not None
    assert inside.id == "a"
    assert edges_of_section(indoors, 0.0, 22.0) == [(100.0, 20.0)]
    assert receiver_inside(indoors, 22.0) is None


def test_cranes_do_not_count_and_a_later_transmitter_sees_only_what_follows() -> None:
    crane = replace(SHED, id="c", kind=ObstacleKind.QUAY_CRANE)
    assert edges_of_section(section(SiteMap(obstacles={"c": crane}), (0.0, 0.0), (300.0, 0.0)), 0.0, 1.5) == []
    cut_line = section(SiteMap(obstacles={"a": SHED}), (0.0, 0.0), (300.0, 0.0))
    assert edges_of_section(cut_line, 40.0, 1.5) == [(60.0, 20.0), (110.0, 20.0)]
    assert edges_of_section(cut_line, 200.0, 1.5) == []


def test_a_hill_is_an_edge_and_a_plain_is_not() -> None:
    flat = section(SiteMap(), (0.0, 0.0), (300.0, 0.0))
    hill = replace(flat, ground=((0.0, 0.0), (150.0, 30.0), (300.0, 0.0)), has_terrain=True)
    slope = replace(flat, ground=((0.0, 0.0), (150.0, 15.5), (300.0, 30.0)), has_terrain=True)
    assert edges_of_section(hill, 0.0, 1.5) == [(150.0, 30.0)]
    assert edges_of_section(slope, 0.0, 31.5) == []


@pytest.mark.parametrize("with_shed", [False, True])
def test_over_hills_map_and_profile_say_the_same(with_shed: bool) -> None:
    # a ridge between two valleys, given every 5 m; the map computes with pixels of 2 m
    terrain = Terrain(asset="g", name="g", west_m=-50.0, south_m=-100.0, resolution_m=5.0, columns=100, rows=40)
    column = np.arange(100)
    heights = 14.0 * np.exp(-(((column - 42) / 9.0) ** 2)) + 6.0 * np.sin(column / 11.0) + 8.0
    ground = Ground(terrain=terrain, height_m=np.broadcast_to(heights, (40, 100)).astype(np.float32))
    plan = SiteMap(obstacles={"a": SHED} if with_shed else {})
    grid = Grid(west_m=-40.0, south_m=-80.0, resolution_m=2.0, columns=240, rows=80)
    east, north = np.meshgrid(column_centres_m(grid), row_centres_m(grid))
    lie = ground_height_m(ground, east, north).astype(np.float32)
    surface = build_surface(grid, [Shape(rings=(np.array(SHED.outline),), height_m=20.0)] if with_shed else [])
    foot = float(ground_height_m(ground, np.array([0.0]), np.array([1.0]))[0])
    sweep = sweep_obstruction(grid, surface, 0.0, 1.0, 8.0, 1.5, 1000.0, ground_m=lie, ground_antenna_m=foot)
    on_map = diffraction_map_db(sweep, 2.6)
    apart_db, shadowed = [], 0
    for row in range(2, 80, 9):
        for at in range(30, 240, 7):
            end = (float(east[row, at]), float(north[row, at]))
            cut_line = section(plan, (0.0, 1.0), end, ground=ground)
            h_rx_m = cut_line.ground[-1][1] + 1.5
            if receiver_inside(cut_line, h_rx_m) is not None or surface.height_m[row, at] > 0.0:
                continue
            path = path_over(edges_of_section(cut_line, 0.0, h_rx_m), cut_line.length_m, foot + 8.0, h_rx_m, 2.6)
            apart_db.append(abs(path.diffraction_db - float(on_map[row, at])))
            shadowed += path.diffraction_db > 6.1
    assert len(apart_db) > 200
    assert shadowed > 50
    # the outline against pixels of 2 m, and ground every 5 m against every 2 m
    assert np.mean(apart_db) < 0.15
    assert np.quantile(apart_db, 0.95) < 0.6
