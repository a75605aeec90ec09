import pytest

from planner.errors import EvaluationError
from planner.latency.air import AirConfig, user_plane_latency
from planner.latency.frame import parse_frame
from planner.latency.processing import tproc1_ms, tproc2_ms

UNIT_US = 71.354


@pytest.mark.parametrize(
    ("scs_khz", "capability", "n1", "n2"),
    [
        (15, 1, 8, 10),
        (30, 1, 10, 12),
        (60, 1, 17, 23),
        (120, 1, 20, 36),
        (15, 2, 3, 5),
        (30, 2, 4.5, 5.5),
        (60, 2, 9, 11),
    ],
)
def test_processing_times_of_38214(scs_khz, capability, n1, n2):
    unit_ms = UNIT_US / 1e3 * 15 / scs_khz
    assert tproc1_ms(scs_khz, capability) == pytest.approx(n1 * unit_ms, rel=1e-4)
    assert tproc2_ms(scs_khz, capability) == pytest.approx(n2 * unit_ms, rel=1e-4)


def test_capability_2_falls_back_only_at_30_khz_and_above_136_prb():
    assert tproc1_ms(30, 2, prbs=137) == tproc1_ms(30, 1)
    assert tproc1_ms(30, 2, prbs=136) < tproc1_ms(30, 1)
    assert tproc1_ms(15, 2, prbs=270) < tproc1_ms(15, 1)


@pytest.mark.parametrize(
    ("capability", "mapping", "symbols", "first", "overlap", "d11"),
    [
        (1, "A", 4, 0, 0, 4),
        (1, "A", 7, 0, 0, 1),
        (1, "A", 4, 3, 0, 1),
        (1, "A", 14, 0, 0, 0),
        (1, "B", 7, 0, 0, 0),
        (1, "B", 4, 0, 1, 3),
        (1, "B", 3, 0, 3, 4),
        (1, "B", 2, 0, 1, 4),
        (2, "B", 4, 0, 1, 1),
        (2, "B", 2, 0, 2, 2),
    ],
)
def test_extra_symbols_of_table_5_3(capability, mapping, symbols, first, overlap, d11):
    time_ms = tproc1_ms(
        30, capability, mapping=mapping, symbols=symbols, first_symbol=first, pdcch_overlap_symbols=overlap
    )
    assert time_ms - tproc1_ms(30, capability) == pytest.approx(d11 * UNIT_US / 2e3, rel=1e-4, abs=1e-9)


def test_fdd_carries_both_directions_in_every_symbol():
    frame = parse_frame("FDD")
    assert all(frame.dl)
    assert all(frame.ul)
    assert parse_frame("D").dl == frame.dl


@pytest.mark.parametrize(
    ("config", "code"),
    [
        (AirConfig(frame="DDXSU"), "latency-frame-invalid"),
        (AirConfig(frame=""), "latency-frame-invalid"),
        (AirConfig(frame="DDDSU", special=(10, 2, 3)), "latency-special-slot-invalid"),
        (AirConfig(scs_khz=45), "latency-scs-unknown"),
        (AirConfig(scs_khz=120, capability=2), "latency-capability-undefined"),
        (AirConfig(symbols=5), "latency-allocation-invalid"),
        (AirConfig(frame="DDDS"), "latency-no-opportunity"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_code(config, code):
    with pytest.raises(EvaluationError) as caught:
        user_plane_latency(config, "ul")
    assert caught.value.code == code


def test_the_maximum_is_the_arrival_that_just_misses():
    result = user_plane_latency(AirConfig(frame="DDDSU"), "ul")
    assert len(result.per_arrival_ms) == 70
    assert max(result.per_arrival_ms) < result.max_ms < result.mean_ms + 2.5
