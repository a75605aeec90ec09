"""Stages that share their pixels out to threads: the same bits for any number of them."""

import threading

import numpy as np
import pytest

from planner.radio.antenna import envelope_pattern, gain_map_dbi, rsrp_map_dbm
from planner.radio.field_kernels import BLOCK
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.obstruction import sweep_obstruction
from planner.radio.parts import UNIT, in_parts, in_rows
from planner.radio.propagation import path_loss_map
from planner.radio.surface import Shape, build_surface

GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=4.0, columns=97, rows=113)
ANTENNA_M = (150.0, 210.0)


@pytest.fixture(scope="module")
def town():
    random = np.random.default_rng(4)
    shapes = []
    for _ in range(40):
        (x, y), (w, h) = random.uniform(0.0, 380.0, 2), random.uniform(8.0, 40.0, 2)
        ring = np.array([[x, y], [x + w, y + 2.0], [x + w, y + h], [x, y + h]])
        shapes.append(Shape(rings=(ring,), height_m=float(random.uniform(4.0, 40.0))))
    return build_surface(GRID, shapes)


@pytest.mark.parametrize("completeness", ["sketched", "surveyed"])
def test_sweep_path_loss_and_level_do_not_depend_on_threads(town, completeness):
    found = []
    for threads in (1, 2, 5):
        sweep = sweep_obstruction(GRID, town, *ANTENNA_M, 25.0, 1.5, 300.0, threads=threads)
        loss = path_loss_map(
            GRID, sweep, town.owner, np.zeros(40, dtype=np.int64), scenario="UMa", freq_ghz=3.5, antenna_m=ANTENNA_M,
            completeness=completeness, threads=threads,
        )  # fmt: skip
        level = rsrp_map_dbm(
            envelope_pattern(17.0, 0.0, 6.0, 65.0, 6.5), column_centres_m(GRID) - ANTENNA_M[0],
            row_centres_m(GRID) - ANTENNA_M[1], -23.5, 40.0, 6.0, 2.0, level_dbm=-9.0, loss_db=loss.path_loss_db,
            threads=threads,
        )  # fmt: skip
        arrays = (sweep.nu_at_1m, sweep.depth_in_m, loss.path_loss_db, loss.sigma_db, loss.nlos_weight, level)
        found.append(tuple(array.tobytes() for array in arrays))
    assert found[0] == found[1] == found[2]
    assert np.isnan(level).any() and not np.isnan(level).all(), "the range should end within the map"


def test_the_level_is_power_and_gain_less_loss():
    random = np.random.default_rng(1)
    east, north = column_centres_m(GRID) - 150.0, row_centres_m(GRID) - 210.0
    pattern = envelope_pattern(17.0, 0.0, 6.0, 65.0, 6.5)
    loss = random.uniform(60.0, 140.0, GRID.shape).astype(np.float32)
    loss[3, 5] = np.nan
    gain = gain_map_dbi(pattern, east, north, -23.5, 40.0, 6.0, 2.0)
    level = rsrp_map_dbm(pattern, east, north, -23.5, 40.0, 6.0, 2.0, level_dbm=-9.0, loss_db=loss)
    np.testing.assert_allclose(level, -9.0 + gain - loss, atol=1e-4)


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
@pytest.mark.parametrize("total", [1, UNIT - 1, UNIT, 5 * UNIT + 7, 100 * UNIT])
def test_parts_cover_everything_once_and_begin_at_whole_blocks(threads, total):
    for share, unit in ((in_parts, UNIT), (in_rows, 1)):
        seen = np.zeros(total, dtype=int)
        starts = []

        def work(first, last, seen=seen, starts=starts):
            seen[first:last] += 1
            starts.append(first)

        share(work, total, threads)
        assert (seen == 1).all()
        assert all(start % unit == 0 for start in starts)


def test_an_error_in_a_part_is_not_lost():
    def work(_first, _last):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_parts(work, 10 * UNIT, 2)


def test_work_within_work_does_not_wait_for_itself():
    done = []

    def outer(first, _last):
        in_parts(lambda start, end: done.append((first, end - start)), 4 * UNIT, 4)

    in_parts(outer, 8 * UNIT, 8)
    assert sum(size for _, size in done) == 8 * 4 * UNIT


def test_an_error_of_a_helper_is_not_lost():
    main = threading.get_ident()
    waited = threading.Event()

    def work(_first, _last):
        if threading.get_ident() == main:
            waited.wait(30.0)
            return
        waited.set()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_parts(work, 10 * UNIT, 2)


def test_parts_begin_where_blocks_do():
    assert UNIT % BLOCK == 0
