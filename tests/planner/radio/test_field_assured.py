"""SINR with a margin, against the sum over all cells written out in `coverage.sinr_db`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.radio import coverage as cov
from planner.radio.field import field
from planner.radio.field_assured import assured_sinr_db

SHAPE = (40, 57)
TERMINAL = cov.TerminalRadio(
    tx_power_dbm=23.0, antenna_gain_dbi=2.0, noise_15khz_dbm=-125.0, dl_layers=4, ul_layers=2, max_bandwidth_mhz=100,
    max_modulation_order=6,
)  # fmt: skip


def cell(band):
    return cov.CellRadio(
        band=band, n_rb=273, scs_khz=30, re_power_dbm=10.0, beam_gain_db=6.0, gnb_noise_dbm=-115.0, dl_share=0.7,
        ul_share=0.3, dl_layers=4, ul_layers=2,
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3)), min_size=1, max_size=9),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.integers(1, 3),
)
def test_a_margin_costs_what_the_sum_over_all_cells_says(seed, kinds, between, threads):
    random = np.random.default_rng(seed)
    cells, sites = [cell(band) for band, _ in kinds], [site for _, site in kinds]
    maps = []
    for _ in cells:
        level = random.uniform(-130, -60) + random.normal(0, 12, SHAPE)
        level[random.random(SHAPE) < 0.15] = np.nan
        maps.append(level.astype(np.float32))
    load = random.uniform(0.0, 1.2, len(cells))
    found = field(
        maps, cells, (0, 1), threshold_dbm=-100.0, minimum_dbm=-120.0, load_dl=load, terminal=TERMINAL, threads=2
    )
    places = np.flatnonzero(random.random(SHAPE) < 0.6)
    margin = random.uniform(-10.0, 30.0, places.size).astype(np.float32)
    got = assured_sinr_db(
        found, maps, places, margin, cells=cells, sites=sites, shared_between_sites=between, load_dl=load,
        terminal=TERMINAL, threads=threads,
    )  # fmt: skip
    same = np.equal.outer(sites, sites)
    common = np.where(same, 1.0, between).astype(np.float32)
    stack = np.stack([item.ravel()[places] for item in maps])
    expected = cov.sinr_db(stack, found.best.ravel()[places], cells, load, TERMINAL, margin, common)
    np.testing.assert_allclose(got, expected, atol=0.01, rtol=0)


def test_maps_of_another_shape_are_refused():
    level = np.full(SHAPE, -80.0, dtype=np.float32)
    found = field(
        [level], [cell(0)], [0], threshold_dbm=-100.0, minimum_dbm=-120.0, load_dl=np.ones(1), terminal=TERMINAL
    )
    with pytest.raises(ValueError, match="shape"):
        assured_sinr_db(
            found, [level[:-1]], np.arange(3), np.zeros(3, dtype=np.float32), cells=[cell(0)], sites=[0],
            shared_between_sites=0.5, load_dl=np.ones(1), terminal=TERMINAL,
        )  # fmt: skip
