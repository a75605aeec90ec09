import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.capacity.admission import SliceDemand, grant, reachable

shares = st.floats(0.0, 1.0)


@st.composite
def slices(draw):
    low, high = sorted((draw(shares), draw(shares)))
    return draw(st.floats(0.0, 3.0)), low, high, draw(st.integers(1, 9))


demands = st.lists(slices(), min_size=1, max_size=6).map(
    lambda rows: [
        SliceDemand(slice_id=f"s{n}", demand=d, minimum=low, maximum=high, priority=p)
        for n, (d, low, high, p) in enumerate(rows)
    ]
)


def piece(name, demand, minimum=0.0, maximum=1.0, priority=5):
    return SliceDemand(slice_id=name, demand=demand, minimum=minimum, maximum=maximum, priority=priority)


@given(demands, shares)
def test_nobody_gets_more_than_there_is_asked_or_allowed(items, background):
    granted = grant(items, background)
    assert sum(granted.values()) <= 1.0 + 1e-9
    for item in items:
        assert -1e-12 <= granted[item.slice_id] <= min(item.demand, item.maximum) + 1e-9


@given(demands, shares)
def test_the_minimum_is_guaranteed(items, background):
    granted = grant(items, background)
    reserved = sum(item.minimum for item in items)
    for item in items:
        guaranteed = item.minimum * min(1.0, 1.0 / reserved) if reserved else 0.0
        assert granted[item.slice_id] >= min(item.demand, guaranteed) - 1e-9


@given(demands, shares)
def test_nothing_is_left_while_somebody_may_have_it(items, background):
    granted = grant(items, background)
    scale = min(1.0, 1.0 / max(sum(item.minimum for item in items), 1e-12))
    beyond = sum(max(granted[item.slice_id] - item.minimum * scale, 0.0) for item in items)
    free = max(0.0, 1.0 - sum(item.minimum for item in items) * scale) - background
    hungry = any(granted[item.slice_id] < min(item.demand, item.maximum) - 1e-6 for item in items)
    assert not hungry or beyond >= free - 1e-6


@given(demands, shares, shares)
def test_more_background_never_gives_more_in_all(items, one, other):
    low, high = sorted((one, other))
    assert sum(grant(items, high).values()) <= sum(grant(items, low).values()) + 1e-9


@given(demands, shares)
def test_reachable_is_at_least_the_grant_and_no_more_than_allowed(items, background):
    first, *others = items
    reach = reachable(first, others, background)
    assert reach >= grant(items, background)[first.slice_id] - 1e-9
    assert reach <= first.maximum + 1e-9


def test_priority_goes_first_and_equals_share_in_proportion():
    granted = grant([piece("late", 0.9, priority=6), piece("first", 0.7, priority=1)], 0.2)
    assert granted == {"late": pytest.approx(0.1), "first": pytest.approx(0.7)}
    granted = grant([piece("a", 0.6), piece("b", 0.9)], 0.5)
    assert granted == {"a": pytest.approx(0.2), "b": pytest.approx(0.3)}


def test_background_can_not_touch_what_is_reserved():
    granted = grant([piece("own", 0.8, minimum=0.6), piece("rest", 0.3)], 0.95)
    assert granted == {"own": pytest.approx(0.6), "rest": pytest.approx(0.0)}


def test_a_reserve_left_idle_is_lent_and_taken_back_when_needed():
    # TS 28.541 4.3.36: prioritised resources may be used by others while they lie idle
    assert grant([piece("idle", 0.0, minimum=0.5), piece("busy", 0.9)], 0.0)["busy"] == pytest.approx(0.9)
    granted = grant([piece("awake", 0.5, minimum=0.5), piece("busy", 0.9)], 0.0)
    assert granted == {"awake": pytest.approx(0.5), "busy": pytest.approx(0.5)}


def test_too_many_promises_are_cut_alike():
    granted = grant([piece("a", 1.0, minimum=0.9), piece("b", 1.0, minimum=0.6)], 0.0)
    assert granted == {"a": pytest.approx(0.6), "b": pytest.approx(0.4)}
