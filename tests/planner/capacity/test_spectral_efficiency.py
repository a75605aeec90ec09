import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.capacity import spectral_efficiency as se

THRESHOLDS = Path(__file__).parents[2] / "validation" / "data" / "mcs_snr_thresholds.csv"


def test_the_pessimistic_published_threshold_of_every_mcs_carries_its_rate():
    with THRESHOLDS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(se.MCS_THRESHOLDS)
    for row in rows:
        known = [float(row[key]) for key in ("snr_db_5g_lena", "snr_db_sionna") if row[key]]
        bits = int(row["modulation_order"]) * int(row["code_rate_x1024"]) / 1024
        # 0.2 %: where 16QAM ends with a little more than 64QAM starts with, the better one is kept
        assert float(se.spectral_efficiency(max(known))) == pytest.approx(bits, rel=2e-3)
        assert float(se.spectral_efficiency(max(known))) >= bits - 1e-12


def test_below_the_lowest_threshold_a_transmission_is_repeated():
    lowest_db, order, code = se.MCS_THRESHOLDS[0]
    for count in (2, 4, 8):
        efficiency = float(se.spectral_efficiency(lowest_db - 10.0 * np.log10(count) + 1e-9))
        assert efficiency == pytest.approx(order * code / 1024 / count)


def test_nothing_below_the_last_repetition_and_no_more_than_the_top():
    last_db = se.MCS_THRESHOLDS[0][0] - 10.0 * np.log10(8)
    assert float(se.spectral_efficiency(last_db - 0.001)) == 0.0
    assert float(se.spectral_efficiency(last_db + 0.001)) > 0.0
    assert float(se.spectral_efficiency(90.0, max_modulation_order=6)) == pytest.approx(6 * 948 / 1024)
    assert float(se.spectral_efficiency(90.0)) == pytest.approx(8 * 948 / 1024)


@given(st.lists(st.floats(-20, 60), min_size=2, max_size=20), st.integers(1, 8), st.sampled_from([6, 8]))
def test_everything_grows_with_sinr(values, layers, order):
    sinr = np.sort(np.array(values))
    for result in (
        se.spectral_efficiency(sinr, max_modulation_order=order),
        se.layered_efficiency(sinr, layers, max_modulation_order=order),
        se.rate_mbps(sinr, 51, 30, layers, 0.2, 0.08, max_modulation_order=order),
    ):
        assert (np.diff(result) >= -1e-12).all()


def test_more_layers_never_hurt_and_are_used_when_the_signal_is_strong():
    sinr = np.arange(-5.0, 50.0, 0.5)
    one, two, four = (se.layered_efficiency(sinr, n) for n in (1, 2, 4))
    assert (one <= two).all() and (two <= four).all()
    assert se.layers_supported([0.0, 50.0], 4).tolist() == [1, 4]


def test_the_curve_stays_below_shannon():
    sinr = np.arange(-12.0, 40.0, 0.1)
    efficiency = se.spectral_efficiency(sinr)
    assert (efficiency <= np.log2(1 + 10 ** (sinr / 10))).all()
    assert (efficiency[sinr > -10.0] > 0.0).all()


def test_efficiency_and_its_inverse_agree():
    for bits in (0.3, 1.0, 3.0, 5.5, 7.2):
        assert float(se.spectral_efficiency(se.sinr_for_efficiency_db(bits))) == pytest.approx(bits)
    assert se.sinr_for_efficiency_db(6.0, max_modulation_order=6) == np.inf


def test_rate_of_one_layer_at_the_top_is_the_peak_rate():
    assert float(se.rate_mbps(90.0, 273, 30, 1, 1.0, 0.08, max_modulation_order=6)) == pytest.approx(468.8, rel=2e-4)
