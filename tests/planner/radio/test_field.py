"""Maps by blocks against the functions for points, bit by bit where they promise it."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from planner.radio import coverage as cov
from planner.radio.field import FieldStream, field
from planner.radio.field_layers import class_map, own_at, own_map, probability_map, rate_map

SHAPE = (73, 71)  # 5183 pixels: whole blocks and a part of one


def cell(band=0, scs_khz=30):
    return cov.CellRadio(
        band=band, n_rb=273, scs_khz=scs_khz, re_power_dbm=10.0, beam_gain_db=6.0, gnb_noise_dbm=-115.0, dl_share=0.7,
        ul_share=0.3, dl_layers=4, ul_layers=2,
    )  # fmt: skip


TERMINAL = cov.TerminalRadio(
    tx_power_dbm=23.0, antenna_gain_dbi=2.0, noise_15khz_dbm=-125.0, dl_layers=4, ul_layers=2, max_bandwidth_mhz=100,
    max_modulation_order=6,
)  # fmt: skip


def plan(seed, bands, shape=SHAPE):
    """Cells with sloping levels, holes, and (rounded) many exact ties."""
    random = np.random.default_rng(seed)
    maps = []
    for _ in bands:
        level = random.uniform(-130, -60) + random.normal(0, 12, shape)
        level[random.random(shape) < 0.15] = np.nan
        maps.append(np.round(level, 1).astype(np.float32))
    return maps, [cell(band, 15 if band == 1 else 30) for band in bands], random.uniform(0, 1.2, len(bands))


def rules(load, **changes):
    return {
        "threshold_dbm": -100.0, "minimum_dbm": -120.0, "load_dl": load, "terminal": TERMINAL, "servers_dbm": -95.0,
        **changes,
    }  # fmt: skip


def same(one, two):
    for name in ("best", "rsrp_dbm", "sinr_db", "sinr_full_db", "servers"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes(), name


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(st.integers(0, 2), min_size=1, max_size=9),
    st.sampled_from([(0, 1, 2), (2, 0, 1), (1,), (0, 2)]),
)
def test_maps_agree_with_the_functions_for_points(seed, bands, order):
    maps, cells, load = plan(seed, bands)
    found = field(maps, cells, order, **rules(load))
    stack = np.stack([item.ravel() for item in maps])
    best = cov.serve(stack, bands, order, -100.0, -120.0)
    assert np.array_equal(found.best.ravel(), best)
    np.testing.assert_array_equal(found.rsrp_dbm.ravel(), cov.own_level(stack, best))
    for got, loads in ((found.sinr_db, load), (found.sinr_full_db, np.ones(len(cells)))):
        expected = cov.sinr_db(stack, best, cells, loads, TERMINAL)
        np.testing.assert_allclose(got.ravel(), expected, atol=0.01, rtol=0)
    used = np.isin(bands, order)
    with np.errstate(invalid="ignore"):
        assert np.array_equal(found.servers.ravel(), (stack[used] >= -95.0).sum(axis=0))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=9))
def test_bands_choose_the_server_and_carriers_interfere(seed, numbers):
    """A band may have several carriers, and carriers of two bands may overlap."""
    maps, cells, load = plan(seed, [carrier for _, carrier in numbers])
    bands = [band for band, _ in numbers]
    for order in ((0, 1, 2), (2, 0)):
        found = field(maps, cells, order, **rules(load), bands=bands)
        stack = np.stack([item.ravel() for item in maps])
        best = cov.serve(stack, bands, order, -100.0, -120.0)
        assert np.array_equal(found.best.ravel(), best)
        expected = cov.sinr_db(stack, best, cells, load, TERMINAL)
        np.testing.assert_allclose(found.sinr_db.ravel(), expected, atol=0.01, rtol=0)
        stream = FieldStream(SHAPE, cells, order, **rules(load), bands=bands)
        for level in maps:
            stream.add(level)
        same(found, stream.finish()[0])


@pytest.mark.parametrize("levels", [(-140.0, -100.0), (-60.0, 20.0), (-230.0, -200.0)])
def test_powers_hold_over_the_whole_range_of_levels(levels):
    low, high = levels
    first = np.linspace(low, high, 5000).astype(np.float32)
    second = (first - np.float32(0.37)).astype(np.float32)
    quiet = cov.TerminalRadio(
        tx_power_dbm=23.0, antenna_gain_dbi=0.0, noise_15khz_dbm=-290.0, dl_layers=4, ul_layers=2,
        max_bandwidth_mhz=100, max_modulation_order=6,
    )  # fmt: skip
    found = field(
        [first, second], [cell(), cell()], [0], threshold_dbm=-300.0, minimum_dbm=-300.0, load_dl=np.array([1.0, 0.5]),
        terminal=quiet,
    )  # fmt: skip
    np.testing.assert_allclose(found.sinr_full_db, first.astype(float) - second, atol=1e-3)
    np.testing.assert_allclose(found.sinr_db, first.astype(float) - second + 10 * np.log10(2), atol=1e-3)


def test_any_number_of_threads_gives_the_same_bits():
    maps, cells, load = plan(3, [0, 0, 1, 0, 1, 0, 0], (320, 251))
    results = [field(maps, cells, (1, 0), **rules(load), threads=threads) for threads in (1, 2, 3, 7, 16)]
    for other in results[1:]:
        same(results[0], other)


@pytest.mark.parametrize("bands", [[0], [0, 0, 0], [0, 1, 0, 2, 1, 0], [2, 1, 0, 0]])
def test_streamed_cells_give_the_same_bits_and_carry_their_other_maps(bands):
    maps, cells, load = plan(5, bands)
    sigma = [np.full(SHAPE, 4.0 + number, dtype=np.float32) for number in range(len(bands))]
    allowed = np.random.default_rng(1).random(SHAPE) < 0.8
    kept = field(maps, cells, (0, 1), **rules(load), allowed=allowed)
    stream = FieldStream(SHAPE, cells, (0, 1), **rules(load), carried=1, threads=2)
    for level, other in zip(maps, sigma, strict=True):
        stream.add(level.copy(), [other])
    streamed, (own_sigma,) = stream.finish(allowed)
    same(kept, streamed)
    np.testing.assert_array_equal(own_sigma, own_map(sigma, kept.best, threads=2))


def test_the_history_of_edits_leaves_no_trace():
    maps, cells, load = plan(7, [0] * 5)
    before = field(maps, cells, [0], **rules(load))
    moved = [*maps[:2], maps[2] - np.float32(20.0), *maps[3:]]
    assert field(moved, cells, [0], **rules(load)).sinr_db.tobytes() != before.sinr_db.tobytes()
    same(before, field(maps, cells, [0], **rules(load)))


def test_swapping_two_equal_cells_swaps_the_map():
    maps, cells, load = plan(11, [0, 0, 0])
    load[:] = 0.5
    one = field(maps, cells, [0], **rules(load))
    two = field([maps[1], maps[0], maps[2]], cells, [0], **rules(load))
    unequal = maps[0] != maps[1]
    swapped = np.array([1, 0, 2, -1])[two.best]
    assert np.array_equal(one.best[unequal], swapped[unequal])
    np.testing.assert_allclose(one.sinr_db, two.sinr_db, atol=1e-4)


def test_nobody_is_served_where_nobody_can_be_and_servers_are_counted_all_the_same():
    maps, cells, load = plan(13, [0, 0])
    found = field(maps, cells, [0], **rules(load), allowed=np.zeros(SHAPE, dtype=bool))
    assert (found.best == -1).all()
    assert np.isnan(found.rsrp_dbm).all() and np.isnan(found.sinr_db).all() and np.isnan(found.sinr_full_db).all()
    assert found.servers.any()
    assert (
        hashlib.sha256(found.servers).digest()
        == hashlib.sha256(field(maps, cells, [0], **rules(load)).servers).digest()
    )


def test_what_is_not_a_map_per_cell_is_refused():
    maps, cells, load = plan(17, [0, 0])
    for wrong in ([], maps[:1], [maps[0], maps[1][:-1]]):
        with pytest.raises(ValueError, match="map"):
            field(wrong, cells, [0], **rules(load))
    with pytest.raises(ValueError, match="mask"):
        field(maps, cells, [0], **rules(load), allowed=np.ones(3, dtype=bool))
    stream = FieldStream(SHAPE, cells[:1], [0], **rules(load[:1]))
    stream.add(maps[0])
    with pytest.raises(ValueError, match="cell 1 of 1"):
        stream.add(maps[1])


def test_maps_of_another_layout_are_read_right():
    maps, cells, load = plan(19, [0, 0])
    odd = [np.asfortranarray(maps[0]), np.repeat(maps[1], 2, axis=1)[:, ::2].astype(np.float64)]
    same(field(maps, cells, [0], **rules(load)), field(odd, cells, [0], **rules(load)))


def test_rates_agree_with_those_of_points():
    maps, cells, load = plan(23, [0, 0, 0])
    found = field(maps, cells, [0], **rules(load))
    axis = cov.table_levels_db()
    tables = np.stack([np.maximum(axis + 30.0, 0.0) * (k + 1) for k in range(3)]).astype(np.float32)
    flat, offsets = found.best.ravel(), np.array([0.0, 3.0, -5.0])
    unserved = flat < 0
    expected = cov.rate_mbps(found.sinr_db.ravel(), flat, tables, offsets)
    expected[unserved] = np.nan
    got = rate_map(found.sinr_db, found.best, tables, offsets, threads=3)
    np.testing.assert_allclose(got.ravel(), expected, rtol=1e-5)
    blocks = [273, 51, 10]
    level = cov.uplink_levels_dbm(found.rsrp_dbm.ravel(), flat, cells, TERMINAL, blocks)
    offsets = cov.uplink_offsets_db(cells, np.array([0.0, 2.0, 5.0]), TERMINAL)
    expected = cov.rate_mbps(level, flat, tables, offsets)
    expected[unserved] = np.nan
    caps = cov.uplink_caps_dbm(cells, TERMINAL, blocks)
    got = rate_map(found.rsrp_dbm, found.best, tables, offsets, caps, threads=2)
    np.testing.assert_allclose(got.ravel(), expected, rtol=1e-5, atol=1e-3)


def test_probability_is_the_normal_distribution():
    own = np.linspace(-140, -50, 4001).astype(np.float32)
    sigma = np.full(own.shape, 7.8, dtype=np.float32)
    sigma[::2] = 4.0
    got = probability_map(own, np.float32(-95.0), sigma, threads=2)
    np.testing.assert_allclose(got, ndtr((own.astype(float) + 95.0) / sigma), atol=1e-5)
    assert np.isnan(probability_map(np.full(3, np.nan, np.float32), np.float32(-95.0), sigma[:3])).all()


def test_classes_count_the_thresholds_reached():
    values = np.array([[np.nan, -120.0, -100.0], [-99.9, -50.0, np.inf]], dtype=np.float32)
    assert class_map(values, (-110, -100, -60)).tolist() == [[0, 1, 3], [3, 4, 4]]


def test_values_at_places_are_those_of_the_map():
    maps, cells, load = plan(29, [0, 0, 0, 0])
    found = field(maps, cells, [0], **rules(load))
    places = np.flatnonzero(np.random.default_rng(2).random(SHAPE) < 0.3)
    servers = found.best.ravel()[places]
    np.testing.assert_array_equal(own_at(maps, servers, places, threads=2), found.rsrp_dbm.ravel()[places])
    for wrong in (np.array([-1]), np.array([maps[0].size])):
        with pytest.raises(ValueError, match="place"):
            own_at(maps, servers[:1], wrong)
    with pytest.raises(ValueError, match="servers"):
        own_at(maps, servers, places[:-1])
