import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import EvaluationError
from planner.radio import linkbudget as lb


def _link(sinr_db):
    return np.interp(sinr_db, [-1.0, 1.9, 5.6, 22.6], [0.234, 0.602, 1.326, 5.555], left=0.0)


@pytest.mark.parametrize(
    ("scs_khz", "expected"),
    [(30, {20: 51, 40: 106, 60: 162, 80: 217, 100: 273}), (15, {10: 52, 20: 106, 30: 160, 40: 216})],
)
def test_resource_blocks_of_ts_38104(scs_khz, expected):
    assert {bandwidth: lb.resource_blocks(bandwidth, scs_khz) for bandwidth in expected} == expected


@pytest.mark.parametrize("scs_khz", [15, 30])
def test_blocks_fit_into_their_channel_with_a_guard_band(scs_khz):
    for bandwidth_mhz, blocks in lb.N_RB_FR1[scs_khz].items():
        share = blocks * 12 * scs_khz / (bandwidth_mhz * 1e3)
        assert 0.78 < share < 0.99


@pytest.mark.parametrize(("bandwidth_mhz", "scs_khz"), [(37, 30), (100, 15), (20.5, 30), (20, 45)])
def test_a_bandwidth_outside_the_standard_is_refused(bandwidth_mhz, scs_khz):
    with pytest.raises(EvaluationError, match="bandwidth-not-in-standard"):
        lb.resource_blocks(bandwidth_mhz, scs_khz)


def test_reference_figures_of_a_100_mhz_carrier():
    assert lb.ss_rsrp_offset_db(273) == pytest.approx(-35.15, abs=0.005)
    assert lb.noise_per_re_dbm(30, 0.0) == pytest.approx(-129.2, abs=0.05)
    assert lb.noise_per_prb_dbm(30, 7.0) - lb.noise_per_re_dbm(30, 7.0) == pytest.approx(10.79, abs=0.005)
    assert lb.ss_rsrp_dbm(53.0, 273, 15.0, 110.0) == pytest.approx(53.0 - 35.15 + 15.0 - 110.0, abs=0.005)


@pytest.mark.parametrize(
    ("layers", "order", "overhead", "expected"),
    [(4, 8, lb.OVERHEAD_DL_FR1, 2337.0), (2, 8, lb.OVERHEAD_UL_FR1, 1250.0), (1, 6, lb.OVERHEAD_UL_FR1, 468.8)],
)
def test_peak_rates_of_ts_38306(layers, order, overhead, expected):
    assert lb.peak_rate_mbps(273, 30, layers, order, overhead) == pytest.approx(expected, rel=3e-4)


def _uplink(snr_db, blocks=273, share=1.0):
    return _uplink_of(snr_db, blocks, share).rate_mbps


def _uplink_of(snr_db, blocks=273, share=1.0):
    return lb.uplink_rate(
        snr_db, n_prb_max=blocks, scs_khz=30, direction_share=share, overhead=0.08, spectral_efficiency=_link
    )


@given(st.integers(1, 273), st.floats(0.1, 1.0))
def test_uplink_rate_falls_smoothly_with_the_signal(blocks, share):
    snr = np.arange(-0.9, 60.0, 0.05)
    rate = _uplink(snr, blocks, share)
    assert (np.diff(rate) >= -1e-9).all() and (rate > 0).all()
    # 0.05 dB is 1.2 % of power; the rate moves by little more
    assert (rate[1:] / rate[:-1] < 1.03).all()


def test_uplink_is_linear_in_power_where_the_terminal_picks_its_blocks():
    # far from both ends ten times the power buys ten times the blocks at the same density
    assert float(_uplink(18.0) / _uplink(8.0)) == pytest.approx(10.0, rel=0.1)


def test_uplink_ends_at_the_noise_and_at_the_carrier():
    assert _uplink(np.array([-np.inf, -20.0])).tolist() == [0.0, 0.0]
    assert np.isnan(_uplink(np.nan))
    full = 273 * 12 * 14 * 2000 * 0.92 / 1e6 * float(_link(lb.UPLINK_SNR_TARGET_DB))
    assert float(_uplink(90.0)) == pytest.approx(full, rel=1e-6)


@given(st.floats(0, 30), st.integers(1, 273))
def test_coupling_loss_is_the_loss_at_which_the_signal_just_decodes(power_dbm, blocks):
    loss = lb.coupling_loss_max_db(power_dbm, blocks, 30, 3.5, -1.0)
    one = float(lb.snr_one_prb_db(power_dbm, -loss, 30, 3.5))
    assert one - 10 * np.log10(blocks) == pytest.approx(-1.0)


@given(st.integers(1, 273))
def test_blocks_filled_grow_from_one_to_all_and_carry_the_rate(blocks):
    snr = np.arange(-0.9, 70.0, 0.1)
    found = _uplink_of(snr, blocks)
    used = found.block_share * blocks
    assert ((used >= 1.0 - 1e-9) & (used <= blocks + 1e-9)).all()
    assert used[0] == pytest.approx(1.0)
    assert used[-1] == pytest.approx(blocks)
    # no block carries more than the best one can
    best = 12 * 14 * 2000 * 0.92 / 1e6 * float(_link(lb.UPLINK_SNR_TARGET_DB))
    assert (found.rate_mbps <= used * best * 1.05 + 1e-9).all()


def test_a_far_terminal_leaves_most_of_the_carrier_to_others():
    near, far = _uplink_of(60.0), _uplink_of(8.0)
    assert float(near.block_share) == 1.0
    assert float(far.block_share) < 10 / 273
