"""User-plane latency against 200 values of TR 37.910 V16.1.0 clause 5.7.1.1."""

import csv
from pathlib import Path

import pytest

from planner.latency.air import AirConfig, user_plane_latency

TABLE = Path(__file__).parent / "data" / "tr37910_user_plane_latency.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8-sig").splitlines()))


def _error_ms(row: dict[str, str]) -> float:
    frame, direction = row["case"].split("_")
    config = AirConfig(
        frame=frame,
        scs_khz=int(row["scs_khz"]),
        capability=int(row["ue_capability"]),
        mapping=row["mapping"],
        symbols=int(row["symbols"]),
    )
    result = user_plane_latency(config, direction.lower(), float(row["retransmission_probability"]))
    return result.mean_ms - float(row["latency_ms"])


def _name(row: dict[str, str]) -> str:
    return "-".join(list(row.values())[1:7])


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_value(row):
    assert abs(_error_ms(row)) <= (0.07 if row["scs_khz"] == "30" else 0.17)


def test_all_values_are_there_and_the_mean_error_is_small():
    assert len(ROWS) == 200
    assert sum(abs(_error_ms(row)) for row in ROWS) / len(ROWS) <= 0.03
