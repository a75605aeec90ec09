import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import Severity
from planner.radio.o2i import EntryClass, o2i_loss_db, o2i_sigma_db
from planner.radio.tr38901 import Scenario, los_probability, path_loss_los_db, path_loss_nlos_db, shadow_sigma_db
from planner.radio.validity import MODELS, supplement_validity, validity

scenarios = st.sampled_from(list(Scenario))
freqs = st.floats(0.5, 30.0)


@given(scenarios, freqs, st.floats(2.0, 50.0), st.floats(1.0, 20.0))
def test_loss_grows_with_distance_and_nlos_is_never_below_los(scenario, freq_ghz, h_bs_m, h_ut_m):
    dist = np.geomspace(0.1, 10_000.0, 400)
    los = path_loss_los_db(scenario, dist, freq_ghz, h_bs_m, h_ut_m)
    nlos = path_loss_nlos_db(scenario, dist, freq_ghz, h_bs_m, h_ut_m)
    assert np.isfinite(los).all() and np.isfinite(nlos).all()
    assert (nlos >= los).all()
    # the slopes change at a breakpoint in 2D where the loss goes by 3D: the standard's own step stays below 1 mdB
    assert (np.diff(los) > -1e-3).all() and (np.diff(nlos) > -1e-3).all()


@given(scenarios, st.floats(2.0, 50.0), st.floats(1.0, 12.9))
def test_los_probability_is_one_at_the_mast_and_falls(scenario, h_bs_m, h_ut_m):
    p = los_probability(scenario, np.geomspace(1e-3, 5000.0, 400), h_bs_m, h_ut_m)
    assert p[0] > 0.95 and (p >= 0).all() and (p <= 1).all() and (np.diff(p) <= 1e-12).all()


def test_high_terminals_of_uma_see_more_sky():
    low, high = (float(los_probability("UMa", 200.0, 25.0, h)) for h in (1.5, 20.0))
    assert high > low


def test_indoor_factory_clutter_follows_its_size_density_and_height():
    assert float(los_probability("InF-SL", 20.0, 3.0, 1.5, clutter_size_m=10.0, clutter_density=0.2)) == pytest.approx(
        np.exp(20.0 / 10.0 * np.log(0.8))
    )
    high = float(
        los_probability("InF-DH", 20.0, 8.0, 1.5, clutter_size_m=2.0, clutter_density=0.6, clutter_height_m=6.0)
    )
    assert high == pytest.approx(np.exp(-20.0 / (2.0 / -np.log(0.4) * 6.5 / 4.5)))


def test_mixed_office_table():
    d = np.array([1.0, 3.0, 20.0])
    expected = [1.0, np.exp(-1.8 / 4.7), 0.32 * np.exp(-13.5 / 32.6)]
    assert los_probability("InH", d, 3.0, 1.0) == pytest.approx(expected)


def test_every_scenario_is_registered_with_its_source():
    assert set(MODELS) == set(Scenario)
    assert all(model.version == "19.4" and model.clause for model in MODELS.values())
    assert shadow_sigma_db("InF-DH") == (4.3, 4.0)


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("UMa", 3.5, 25.0, 1.5, 2000.0), []),
        (("UMa", 0.3, 25.0, 1.5, 2000.0), ["model-frequency-out-of-range"]),
        (("UMi", 3.5, 40.0, 0.5, 2000.0), ["model-height-out-of-range", "model-height-out-of-range"]),
        (("InF-SL", 3.5, 6.0, 1.5, 2000.0), ["model-distance-out-of-range"]),
        (("InF-HH", 3.5, 8.0, 1.5, 100.0), ["model-height-out-of-range"]),
        (("SMa", 40.0, 50.0, 1.5, 1000.0), ["model-frequency-out-of-range", "model-height-out-of-range"]),
    ],
)
def test_leaving_the_validity_range_is_a_warning(arguments, codes):
    issues = validity(*arguments)
    assert [issue.code for issue in issues] == codes
    assert all(issue.severity is Severity.WARNING and issue.params["scenario"] == arguments[0] for issue in issues)


def test_what_comes_on_top_has_ranges_too():
    assert supplement_validity(3.5, p2109=True, vegetation=True, materials=["brick", "concrete"]) == ()
    found = supplement_validity(0.7, p2109=True, vegetation=True, materials=["brick", "wood"])
    assert [(issue.code, issue.params["scenario"]) for issue in found] == [
        ("model-frequency-out-of-range", "ITU-R P.2040 brick")
    ]
    assert [issue.params["scenario"] for issue in supplement_validity(0.02, p2109=True, vegetation=True)] == [
        "ITU-R P.2109",
        "ITU-R P.833",
    ]


def test_suburban_trees_shorten_the_view():
    sights = [float(los_probability("SMa", 300.0, 30.0, 1.5, clutter_density=share)) for share in (0.0, 0.1, 0.2)]
    assert sights[0] > sights[1] > sights[2]
    assert float(los_probability("SMa", 300.0, 30.0, 1.5)) == sights[1]


@given(freqs, st.sampled_from(list(EntryClass)), st.floats(0.0, 25.0))
def test_entry_loss_grows_with_depth_and_class(freq_ghz, kind, depth_m):
    assert o2i_loss_db(freq_ghz, kind, depth_m) == pytest.approx(o2i_loss_db(freq_ghz, kind) + 0.5 * depth_m)
    assert o2i_loss_db(freq_ghz, EntryClass.HIGH) > o2i_loss_db(freq_ghz, EntryClass.LOW) > 0.0
    assert (o2i_sigma_db(EntryClass.LOW), o2i_sigma_db(EntryClass.HIGH)) == (4.4, 6.5)
