"""Service from levels: who serves, SINR, rate tables; against sums written out here."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.radio import coverage as cov

NAN = np.nan


def cell(band=0, scs_khz=30, re_power_dbm=10.0, beam_gain_db=0.0):
    return cov.CellRadio(
        band=band, n_rb=273, scs_khz=scs_khz, re_power_dbm=re_power_dbm, beam_gain_db=beam_gain_db,
        gnb_noise_dbm=-115.0, dl_share=0.7, ul_share=0.3, dl_layers=4, ul_layers=2,
    )  # fmt: skip


def terminal(gain_dbi=0.0):
    return cov.TerminalRadio(
        tx_power_dbm=23.0, antenna_gain_dbi=gain_dbi, noise_15khz_dbm=-125.0, dl_layers=4, ul_layers=2,
        max_bandwidth_mhz=100, max_modulation_order=6,
    )  # fmt: skip


def levels(*rows):
    return np.array(rows, dtype=np.float32)


def test_the_strongest_cell_serves_and_none_below_the_minimum():
    rsrp = levels([-80, -90, NAN, -125, NAN], [-85, -70, -100, -126, NAN])
    assert cov.serve(rsrp, [0, 0], [0], -105.0, -120.0).tolist() == [0, 1, 1, -1, -1]


def test_the_first_band_that_is_good_enough_serves_even_if_weaker():
    rsrp = levels([-100, -106, -106, -130], [-70, -70, -119, -110])
    assert cov.serve(rsrp, [0, 1], [0, 1], -105.0, -120.0).tolist() == [0, 1, 0, 1]
    assert cov.serve(rsrp, [0, 1], [1, 0], -105.0, -120.0).tolist() == [1, 1, 0, 1]
    assert cov.serve(rsrp, [0, 1], [0], -105.0, -120.0).tolist() == [0, 0, 0, -1]


def test_a_low_threshold_does_not_keep_a_terminal_on_a_band_too_weak_to_serve():
    assert cov.serve(levels([-125], [-80]), [0, 1], [0, 1], -130.0, -120.0).tolist() == [1]


def test_sinr_adds_interference_by_load_and_band_only():
    rsrp = levels([-80], [-90], [-60], [NAN])
    cells = [cell(), cell(), cell(band=1), cell()]
    best = np.array([0], dtype=np.int16)
    noise = -125.0 + 10 * np.log10(2)
    for load in (0.0, 0.3, 1.0):
        expected = -80 - 10 * np.log10(load * 10**-9.0 + 10 ** (noise / 10))
        found = cov.sinr_db(rsrp, best, cells, np.array([1.0, load, 1.0, 1.0]), terminal())
        assert float(found[0]) == pytest.approx(expected, abs=1e-3)


def test_a_terminal_antenna_helps_against_noise_not_against_interference():
    best = np.array([0], dtype=np.int16)
    alone = [float(cov.sinr_db(levels([-110]), best, [cell()], np.zeros(1), terminal(gain))[0]) for gain in (0.0, 5.0)]
    assert alone[1] - alone[0] == pytest.approx(5.0, abs=1e-3)
    rsrp, cells, full = levels([-60], [-70]), [cell(), cell()], np.ones(2)
    busy = [float(cov.sinr_db(rsrp, best, cells, full, terminal(gain))[0]) for gain in (0.0, 5.0)]
    assert busy[1] - busy[0] == pytest.approx(0.0, abs=0.01)


def test_fading_takes_from_the_serving_cell_only():
    rsrp, best = levels([-80, -80], [-90, -90]), np.zeros(2, dtype=np.int16)
    cells, load = [cell(), cell()], np.ones(2)
    plain = cov.sinr_db(rsrp, best, cells, load, terminal())
    faded = cov.sinr_db(rsrp, best, cells, load, terminal(), np.array([0.0, 7.0], dtype=np.float32))
    np.testing.assert_allclose(plain - faded, [0.0, 7.0], atol=1e-4)


def test_what_shares_the_shadow_fades_with_the_serving_cell():
    rsrp, best = levels([-70, -70, -70], [-75, -75, -75]), np.zeros(3, dtype=np.int16)
    cells, load, fade = [cell(), cell()], np.ones(2), np.full(3, 8.0, dtype=np.float32)
    sinr = [
        cov.sinr_db(rsrp, best, cells, load, terminal(), fade, np.full((2, 2), share, dtype=np.float32))
        for share in (0.0, 0.5, 1.0)
    ]
    plain = cov.sinr_db(rsrp, best, cells, load, terminal())
    # noise is far below: a cell on the same mast changes nothing, an independent one costs the whole fade
    np.testing.assert_allclose([plain - each for each in sinr], np.array([[8.0] * 3, [4.0] * 3, [0.0] * 3]), atol=0.01)


def test_no_service_no_sinr_and_no_rate():
    best = np.array([-1], dtype=np.int16)
    assert np.isnan(cov.sinr_db(levels([-80]), best, [cell()], np.zeros(1), terminal()))
    tables = np.ones((1, cov.table_levels_db().size), dtype=np.float32)
    assert cov.rate_mbps(levels([5.0])[0], best, tables, np.zeros(1)).tolist() == [0.0]
    assert np.isnan(cov.own_level(levels([-80]), best))


@given(st.floats(-60.0, 90.0), st.floats(-20.0, 20.0))
def test_rates_are_read_between_the_entries_of_the_table(level, offset):
    axis = cov.table_levels_db()
    table = np.maximum(axis + 30.0, 0.0)[None, :].astype(np.float32)
    rate = cov.rate_mbps(np.array([level], dtype=np.float32), np.zeros(1, dtype=np.int16), table, np.array([offset]))
    assert float(rate[0]) == pytest.approx(np.clip(level + offset + 30.0, 0.0, 90.0), abs=1e-3)


def test_uplink_is_the_budget_of_one_resource_block():
    # 23 dBm + 2 dBi through the path gain that the downlink shows, 7 dB more beam, 4 dB over thermal noise
    offset = cov.uplink_offsets_db([cell(beam_gain_db=7.0)], np.array([4.0]), terminal(2.0))
    path_gain_db = -95.0 - 10.0 + 7.0
    assert -95.0 + float(offset[0]) == pytest.approx(23.0 + 2.0 + path_gain_db - (-115.0) - 4.0)
