"""TR 38.901 path loss against two independent evaluations (480 rows), what they don't cover by the tables' text.

0.01 dB, LOS probability 1e-4.
"""

import csv
import math
from pathlib import Path

import pytest

from planner.radio.o2i import EntryClass, o2i_sigma_db, wall_loss_db
from planner.radio.tr38901 import (
    Scenario,
    los_probability,
    path_loss_los_db,
    path_loss_nlos_db,
    shadow_sigma_db,
)

ORACLE = Path(__file__).parent / "data" / "tr38901_path_loss.csv"
#: Not in the reference rows: InH-open and InF-HH share their path loss with rows that are; SMa is of Release 19.
BY_TEXT = {Scenario.SMA, Scenario.INH_OPEN, Scenario.INF_HH}


def _rows():
    with ORACLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_oracle_is_whole():
    rows = _rows()
    assert len(rows) == 480
    assert {row["scenario"] for row in rows} == set(Scenario) - BY_TEXT
    assert sum(bool(row["p_los"]) for row in rows) == 180


@pytest.mark.parametrize("scenario", sorted(set(Scenario) - BY_TEXT))
def test_path_loss_and_los_probability(scenario):
    rows = [row for row in _rows() if row["scenario"] == scenario]
    assert len(rows) == 60
    for row in rows:
        dist, freq, h_bs, h_ut = (float(row[key]) for key in ("dist_2d_m", "freq_ghz", "h_bs_m", "h_ut_m"))
        assert float(path_loss_los_db(scenario, dist, freq, h_bs, h_ut)) == pytest.approx(
            float(row["pl_los_db"]), abs=0.01
        )
        assert float(path_loss_nlos_db(scenario, dist, freq, h_bs, h_ut)) == pytest.approx(
            float(row["pl_nlos_db"]), abs=0.01
        )
        if row["p_los"]:
            assert float(los_probability(scenario, dist, h_bs, h_ut)) == pytest.approx(float(row["p_los"]), abs=1e-4)


@pytest.mark.parametrize("row", [row for row in _rows() if row["scenario"] in ("InH", "InF-SL")][::10])
def test_open_office_and_high_hall_take_the_path_loss_of_their_neighbours(row):
    other = Scenario.INH_OPEN if row["scenario"] == "InH" else Scenario.INF_HH
    place = tuple(float(row[key]) for key in ("dist_2d_m", "freq_ghz", "h_bs_m", "h_ut_m"))
    assert float(path_loss_los_db(other, *place)) == pytest.approx(float(row["pl_los_db"]), abs=0.01)
    expected = row["pl_nlos_db"] if other is Scenario.INH_OPEN else row["pl_los_db"]
    assert float(path_loss_nlos_db(other, *place)) == pytest.approx(float(expected), abs=0.01)


#: Table 7.4.2-1 written out: distance (m) and probability.
OPEN_OFFICE = (
    (5.0, 1.0),
    (20.0, math.exp(-15 / 70.8)),
    (49.0, math.exp(-44 / 70.8)),
    (100.0, 0.54 * math.exp(-51 / 211.7)),
)


@pytest.mark.parametrize(("dist_m", "p_los"), OPEN_OFFICE)
def test_open_office_and_high_hall_by_table_7_4_2_1(dist_m, p_los):
    assert float(los_probability("InH-open", dist_m, 3.0, 1.0)) == pytest.approx(p_los, abs=1e-9)
    assert float(los_probability("InF-HH", dist_m, 8.0, 6.0)) == 1.0


def test_suburban_macro_path_loss_against_an_independent_implementation():
    """Antenna 30 m, terminal 1.5 m, 2 GHz: LOS before and behind the breakpoint (1885 m), NLOS."""
    los = [float(path_loss_los_db("SMa", dist, 2.0, 30.0, 1.5)) for dist in (100.0, 3000.0)]
    assert los == pytest.approx([79.875888, 118.659449], abs=1e-5)
    assert float(path_loss_nlos_db("SMa", 1000.0, 2.0, 30.0, 1.5)) == pytest.approx(132.078183, abs=1e-5)
    assert shadow_sigma_db("SMa") == (6.0, 8.0)


@pytest.mark.parametrize(("vegetation", "h_ut_m"), [(0.0, 1.5), (0.1, 1.5), (0.2, 1.5), (0.2, 10.0)])
def test_suburban_macro_los_probability_by_table_7_4_2_1(vegetation, h_ut_m):
    per_m = 0.0
    for share, height_m in ((0.02, 20.0), (0.18, 8.0), (vegetation, 15.0)):
        per_m -= math.log(1.0 - share) / 30.0 * max(height_m - h_ut_m, 0.0) / (30.0 - h_ut_m)
    for dist_m in (10.01, 100.0, 1000.0):
        found = float(los_probability("SMa", dist_m, 30.0, h_ut_m, clutter_density=vegetation))
        assert found == pytest.approx(math.exp(-dist_m * per_m), abs=1e-9)
    assert float(los_probability("SMa", 10.0, 30.0, h_ut_m)) == 1.0


def test_entry_loss_models_by_tables_7_4_3_1_and_7_4_3_2():
    for freq_ghz in (0.7, 3.5, 26.0):
        glass, irr, concrete, plywood = (
            10.0 ** (-(a + b * freq_ghz) / 10.0) for a, b in ((2.0, 0.2), (25.4, 0.11), (5.0, 4.0), (1.03, 0.17))
        )
        low, high, low_a = 0.3 * glass + 0.7 * concrete, 0.7 * irr + 0.3 * concrete, 0.3 * glass + 0.7 * plywood
        for kind, passed in ((EntryClass.LOW, low), (EntryClass.HIGH, high), (EntryClass.LOW_A, low_a)):
            assert wall_loss_db(freq_ghz, kind) == pytest.approx(5.0 - 10.0 * math.log10(passed), abs=1e-9)
    sigmas = [o2i_sigma_db(kind) for kind in (EntryClass.LOW, EntryClass.HIGH, EntryClass.LOW_A)]
    assert sigmas == [4.4, 6.5, 4.4]
