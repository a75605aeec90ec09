"""5QI values of TS 23.501 Table 5.7.4-1."""

import pytest

from planner.errors import EvaluationError
from planner.latency.qos import FIVE_QI, ResourceType, an_pdb_ms, five_qi, upf_too_far

ROWS = """
82 19 10 1e-4 255|83 22 10 1e-4 1354|84 24 30 1e-5 1354|85 21 5 1e-5 255|86 18 5 1e-4 1354|87 25 5 1e-3 500
88 25 10 1e-3 1125|89 25 15 1e-4 17000|90 25 20 1e-4 63000
1 20 100 1e-2 0|2 40 150 1e-3 0|3 30 50 1e-3 0|4 50 300 1e-6 0|65 7 75 1e-2 0|66 20 100 1e-2 0|67 15 100 1e-3 0
71 56 150 1e-6 0|72 56 300 1e-4 0|73 56 300 1e-8 0|74 56 500 1e-8 0
5 10 100 1e-6 0|6 60 300 1e-6 0|7 70 100 1e-3 0|8 80 300 1e-6 0|9 90 300 1e-6 0|69 5 60 1e-6 0|70 55 200 1e-6 0
79 65 50 1e-2 0|80 68 10 1e-6 0
"""
TABLE = [tuple(float(x) for x in row.split()) for row in ROWS.replace("\n", "|").split("|") if row]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(int(row[0])))
def test_row(row):
    found = five_qi(int(row[0]))
    assert (found.value, found.priority, found.pdb_ms, found.per, found.mdbv_bytes) == row


def test_nothing_more_is_in_the_table():
    assert set(FIVE_QI) == {int(row[0]) for row in TABLE}


@pytest.mark.parametrize(
    ("value", "an_ms"), [(82, 9), (83, 9), (84, 25), (85, 3), (86, 3), (65, 65), (69, 50), (1, 80), (9, 280), (3, 30)]
)
def test_access_network_budget(value, an_ms):
    assert an_pdb_ms(value) == an_ms


def test_every_row_leaves_the_access_network_something_and_names_its_source():
    for row in FIVE_QI.values():
        assert an_pdb_ms(row.value) > 0
        assert row.source
        assert row.mark in ("S", "M")
        assert (row.mdbv_bytes > 0) == (row.resource_type is ResourceType.DC_GBR)


def test_a_city_upf_is_too_far_for_discrete_automation():
    assert upf_too_far(82, 1.3)
    assert not upf_too_far(84, 1.3)


def test_an_unknown_value_is_refused():
    with pytest.raises(EvaluationError) as caught:
        five_qi(128)
    assert caught.value.code == "latency-five-qi-unknown"
