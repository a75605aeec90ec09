"""P.2109, P.2040, P.833 and P.838 against published figures and against implementations built another way."""

import numpy as np
import pytest

from planner.radio.itu_p833 import maximum_attenuation_db, specific_attenuation_db_per_m, vegetation_loss_db
from planner.radio.itu_p838 import rain_coefficients, rain_loss_db_per_km
from planner.radio.itu_p2040 import TABLE_3, complex_permittivity, slab_loss_db
from planner.radio.itu_p2109 import entry_loss_not_exceeded_db, median_entry_loss_db

#: Frequency (GHz), probability (%), elevation (deg), loss (dB) for traditional and thermally efficient buildings: from
#: an independent implementation of P.2109-2 (the Communications Research Centre's, Canada).
P2109 = (
    (0.08, 50.0, 0.0, 14.3466571, 42.0386238),
    (4.243333333, 50.0, 0.0, 16.0284903, 31.2021940),
    (16.733333333, 50.0, 0.0, 18.8604411, 37.4296449),
    (100.0, 50.0, 0.0, 23.9645542, 56.1116907),
    (4.243333333, 12.500000750, 45.0, 13.0391238, 22.3179488),
    (4.243333333, 41.666666833, 45.0, 22.7265942, 36.1386526),
    (4.243333333, 83.333333267, -45.0, 35.4093028, 54.5922370),
    (16.733333333, 83.333333267, 45.0, 39.8264015, 64.3154068),
)


@pytest.mark.parametrize("row", P2109)
def test_p2109_against_an_independent_implementation(row):
    freq_ghz, percent, elevation_deg, *expected = row
    for kind, loss_db in zip(("traditional", "thermally_efficient"), expected, strict=True):
        found = float(entry_loss_not_exceeded_db(freq_ghz, kind, percent / 100.0, elevation_deg))
        assert found == pytest.approx(loss_db, abs=1e-5)


def test_p2109_medians_at_3500_mhz():
    medians = [float(median_entry_loss_db(3.5, kind)) for kind in ("traditional", "thermally_efficient")]
    assert medians == pytest.approx([15.72, 30.89], abs=0.005)


def _layer_loss_db(permittivity, thickness_m, freq_ghz, angle_deg, polarisation):
    """One layer by its characteristic matrix (thin-film optics), not by summing reflections."""
    k_0 = 2.0 * np.pi * freq_ghz / 0.299792458
    cosine = np.cos(np.radians(angle_deg))
    inside = np.sqrt(permittivity - np.sin(np.radians(angle_deg)) ** 2)
    layer, air = (inside, cosine) if polarisation == "te" else (permittivity / inside, 1.0 / cosine)
    phase = k_0 * thickness_m * inside
    electric = np.cos(phase) + 1j * np.sin(phase) * air / layer
    magnetic = 1j * layer * np.sin(phase) + np.cos(phase) * air
    return -20.0 * np.log10(abs(2.0 * air / (air * electric + magnetic)))


@pytest.mark.parametrize("material", sorted(set(TABLE_3) - {"metal"}))
def test_p2040_slab_against_the_characteristic_matrix(material):
    for freq_ghz in (0.7, 3.5, 26.0):
        permittivity = complex_permittivity(material, freq_ghz)
        for thickness_m in (0.004, 0.05, 0.2):
            for angle_deg, polarisation in ((0.0, "te"), (0.0, "tm"), (50.0, "te"), (75.0, "tm")):
                found = float(slab_loss_db(permittivity, thickness_m, freq_ghz, angle_deg, polarisation))
                expected = _layer_loss_db(permittivity, thickness_m, freq_ghz, angle_deg, polarisation)
                assert found == pytest.approx(expected, abs=1e-6)


def test_p2040_half_a_wavelength_of_loss_free_glass_is_a_window():
    half_wave_m = 0.299792458 / 3.5 / 2.0 / np.sqrt(6.31)
    assert float(slab_loss_db(6.31 + 0j, half_wave_m, 3.5)) == pytest.approx(0.0, abs=1e-9)
    # a quarter wave reflects most: ((n² + 1) / (2 n))² in power
    quarter = 10.0 * np.log10(((6.31 + 1.0) / (2.0 * np.sqrt(6.31))) ** 2)
    assert float(slab_loss_db(6.31 + 0j, half_wave_m / 2.0, 3.5)) == pytest.approx(quarter, abs=1e-9)


def test_p2040_a_thick_slab_is_the_attenuation_rate_and_two_surfaces():
    """Attenuation rate of clause 2.1.2.5 in dB/m: 1636 sigma / sqrt(eta') for small loss, plus both surfaces."""
    permittivity = complex_permittivity("brick", 3.5)
    sigma = 0.0238 * 3.5**0.16
    surfaces = -20.0 * np.log10(abs(4.0 * np.sqrt(permittivity) / (1.0 + np.sqrt(permittivity)) ** 2))
    expected = 3.0 * 1636.0 * sigma / np.sqrt(3.91) + surfaces
    assert float(slab_loss_db(permittivity, 3.0, 3.5)) == pytest.approx(expected, rel=2e-3)


#: Table 1 of P.833: frequency (GHz), specific attenuation (dB/m), maximum attenuation (dB) of a mixed forest.
FOREST = ((0.1059, 0.04, 9.4), (0.466475, 0.12, 18.0), (0.949, 0.17, 26.5), (1.8522, 0.30, 29.0), (2.1175, 0.34, 34.1))


@pytest.mark.parametrize(("freq_ghz", "gamma", "most_db"), FOREST)
def test_p833_against_the_measured_forest(freq_ghz, gamma, most_db):
    assert float(maximum_attenuation_db(freq_ghz)) == pytest.approx(most_db, abs=3.4)
    # figure 2 lies on or above the forest, the careful side, and no more than a quarter
    assert gamma * 0.99 <= float(specific_attenuation_db_per_m(freq_ghz)) <= gamma * 1.26
    short = float(vegetation_loss_db(0.1, freq_ghz))
    assert short == pytest.approx(0.1 * float(specific_attenuation_db_per_m(freq_ghz)), rel=0.01)


#: Table 5 of P.838-3: frequency (GHz), k and alpha for horizontal and vertical polarisation.
RAIN = (
    (1.0, 0.0000259, 0.9691, 0.0000308, 0.8592),
    (4.0, 0.0001071, 1.6009, 0.0002461, 1.2476),
    (10.0, 0.01217, 1.2571, 0.01129, 1.2156),
    (30.0, 0.2403, 0.9485, 0.2291, 0.9129),
    (100.0, 1.3671, 0.6815, 1.3680, 0.6765),
)


@pytest.mark.parametrize("row", RAIN)
def test_p838_against_its_table_5(row):
    freq_ghz, k_h, alpha_h, k_v, alpha_v = row
    for tilt_deg, k, alpha in ((0.0, k_h, alpha_h), (90.0, k_v, alpha_v)):
        found = rain_coefficients(freq_ghz, tilt_deg=tilt_deg)
        assert float(found[0]) == pytest.approx(k, rel=3e-3)
        assert float(found[1]) == pytest.approx(alpha, abs=6e-5)


def test_p838_does_not_matter_below_6_ghz():
    assert float(rain_loss_db_per_km(3.5, 50.0)) == pytest.approx(0.02, abs=0.003)
    assert float(rain_loss_db_per_km(26.0, 50.0)) > 7.0
