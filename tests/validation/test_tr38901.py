"""TR 38.901 path loss against two independent evaluations (480 rows): 0.01 dB, LOS probability 1e-4."""

import csv
from pathlib import Path

import pytest

from planner.radio.tr38901 import Scenario, los_probability, path_loss_los_db, path_loss_nlos_db

ORACLE = Path(__file__).parent / "data" / "tr38901_path_loss.csv"


def _rows():
    with ORACLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_oracle_is_whole():
    rows = _rows()
    assert len(rows) == 480
    assert {row["scenario"] for row in rows} == set(Scenario)
    assert sum(bool(row["p_los"]) for row in rows) == 180


@pytest.mark.parametrize("scenario", list(Scenario))
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
