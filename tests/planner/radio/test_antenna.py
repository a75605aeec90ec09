import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.radio.antenna import (
    element_pattern,
    envelope_pattern,
    gain_dbi,
    gain_map_dbi,
    omni_pattern,
    sector_pattern,
)


def test_element_of_table_7_3_1():
    pattern = element_pattern()
    for azimuth, elevation, expected in ((0, 0, 8.0), (65, 0, -4.0), (0, -65, -4.0), (180, 0, -22.0), (65, 65, -16.0)):
        # at 65/65 turning back from the horizon system leaves both angles as they are
        assert float(gain_dbi(pattern, azimuth, elevation)) == pytest.approx(expected, abs=1e-6)


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-15, 15), st.floats(-15, 15))
def test_gain_stays_between_floor_and_maximum(azimuth, elevation, electrical, mechanical):
    pattern = sector_pattern(17.0, 65.0, 8.0, 25.0)
    gain = float(gain_dbi(pattern, azimuth, elevation, electrical, mechanical))
    assert 17.0 - 25.0 - 1e-9 <= gain <= 17.0 + 1e-9


@pytest.mark.parametrize(("electrical", "mechanical"), [(6.0, 0.0), (0.0, 6.0), (2.0, 4.0)])
def test_tilts_bring_the_main_beam_down(electrical, mechanical):
    elevations = np.arange(-20.0, 20.5, 0.5)
    gains = gain_dbi(sector_pattern(17.0, 65.0, 8.0), 0.0, elevations, electrical, mechanical)
    assert elevations[int(np.argmax(gains))] == pytest.approx(-6.0)


def test_mechanical_tilt_lifts_the_back_and_electrical_lowers_it():
    pattern = sector_pattern(17.0, 360.0, 8.0)
    up, down = (float(gain_dbi(pattern, 180.0, e, 0.0, 6.0)) for e in (6.0, -6.0))
    assert up > down
    up, down = (float(gain_dbi(pattern, 180.0, e, 6.0, 0.0)) for e in (6.0, -6.0))
    assert up < down


def test_envelope_is_flat_where_its_beams_reach_and_says_it_is_assumed():
    pattern = envelope_pattern(24.0, 60.0, 10.0, 15.0, 8.0)
    assert gain_dbi(pattern, [-60.0, 0.0, 60.0], 0.0) == pytest.approx([24.0, 24.0, 24.0])
    assert float(gain_dbi(pattern, 75.0, 0.0)) == pytest.approx(12.0)
    assert pattern.is_assumption and not element_pattern().is_assumption


def test_omni_has_no_azimuth():
    gains = gain_dbi(omni_pattern(2.0), np.arange(0, 360, 7), -30.0)
    assert gains == pytest.approx(np.full(gains.shape, gains[0]))


@pytest.mark.parametrize(
    ("azimuth", "electrical", "mechanical"), [(0.0, 0.0, 0.0), (120.0, 6.0, 4.0), (335.0, -3.0, 12.0)]
)
def test_map_kernel_agrees_with_the_plain_formula(azimuth, electrical, mechanical):
    pattern = sector_pattern(17.0, 65.0, 8.0)
    east, north = np.arange(-151.0, 150.0, 2.0), np.arange(120.0, -121.0, -2.0)
    fast = gain_map_dbi(pattern, east, north, -23.5, azimuth, electrical, mechanical)
    bearing = np.degrees(np.arctan2(east[None, :], north[:, None])) - azimuth
    elevation = np.degrees(np.arctan2(-23.5, np.hypot(east[None, :], north[:, None])))
    assert fast.dtype == np.float32
    assert fast == pytest.approx(gain_dbi(pattern, bearing, elevation, electrical, mechanical), abs=0.05)
