"""What is computed again after which edit, and that remembering changes no figure."""

import copy
import threading
from collections import Counter
from dataclasses import fields, replace
from decimal import Decimal

import numpy as np
import pytest
from plans import building, cell, plan, with_cell, with_commercial, with_network

from planner.engine.cache import EngineCache
from planner.engine.evaluate import evaluate
from planner.io.codec import from_plain, to_plain
from planner.model.project import Project
from planner.model.site_map import Zone
from planner.progress import Cancelled


class CountingCache(EngineCache):
    """Counts what is really computed, by stage."""

    def __init__(self, limit_bytes=1_500_000_000):
        super().__init__(limit_bytes)
        self.computed = Counter()

    def get(self, stage, key, compute):
        def counted():
            self.computed[stage] += 1
            return compute()

        return super().get(stage, key, counted)

    def again(self):
        """What was computed since the last call."""
        done, self.computed = self.computed, Counter()
        return done


def three_sectors():
    cells = [cell(n, azimuth_deg=120.0 * n) for n in (1, 2, 3)] + [cell(4, site=2, tx_power_dbm=40.0)]
    return plan(cells=cells, sites=((0.0, 0.0), (150.0, 90.0)), obstacles=[building(40.0, 20.0, 30.0, 50.0, 18.0)])


@pytest.fixture
def warm(catalogue):
    cache, project = CountingCache(), three_sectors()
    evaluate(project, "A", catalogue, None, cache=cache)
    return cache, project


def arrays_of(result):
    return {
        part.name: getattr(result.maps, part.name)
        for part in fields(result.maps)
        if isinstance(getattr(result.maps, part.name), np.ndarray)
    }


def assert_same(one, other):
    left, right = arrays_of(one), arrays_of(other)
    assert left.keys() == right.keys()
    for key, values in left.items():
        assert values.tobytes() == right[key].tobytes(), key
    for part in ("zones", "flows", "cells", "slice_loads", "quantities", "headline", "issues"):
        assert getattr(one, part) == getattr(other, part), part


@pytest.mark.parametrize("threads", [1, 4])
def test_sectors_of_a_mast_share_one_sweep_for_any_number_of_threads(catalogue, threads):
    cache = CountingCache()
    evaluate(three_sectors(), "A", catalogue, None, cache=cache, threads=threads)
    assert cache.computed["sweep"] == cache.computed["path_loss"] == 2
    assert cache.computed["rsrp"] == 4


def test_a_price_change_computes_no_radio(catalogue, warm):
    cache, project = warm
    assert cache.again()["sweep"] == 2
    evaluate(with_commercial(project, quote_discount=Decimal("0.9"), term_months=60), "A", catalogue, None, cache=cache)
    assert not cache.again()


def test_a_turned_antenna_is_not_swept_again(catalogue, warm):
    cache, project = warm
    cache.again()
    evaluate(with_cell(project, electrical_tilt_deg=4.0, azimuth_deg=33.0), "A", catalogue, None, cache=cache)
    done = cache.again()
    assert done["sweep"] == done["path_loss"] == 0
    assert done["rsrp"] == 1


def test_power_changes_no_loss_and_a_moved_mast_sweeps_only_itself(catalogue, warm):
    cache, project = warm
    cache.again()
    evaluate(with_cell(project, tx_power_dbm=40.0), "A", catalogue, None, cache=cache)
    assert (cache.computed["path_loss"], cache.again()["rsrp"]) == (0, 1)
    sites = project.schemes["A"].network.sites
    moved = {**sites, "gnb-02": replace(sites["gnb-02"], position=(100.0, 90.0))}
    evaluate(with_network(project, sites=moved), "A", catalogue, None, cache=cache)
    done = cache.again()
    assert done["sweep"] == done["path_loss"] == done["rsrp"] == 1
    assert done["terrain"] == 0


def test_the_same_project_read_again_is_remembered(catalogue, warm):
    cache, project = warm
    cache.again()
    evaluate(from_plain(Project, to_plain(project), source="test"), "A", catalogue, None, cache=cache)
    evaluate(copy.deepcopy(project), "A", catalogue, None, cache=cache)
    assert not cache.again()


@pytest.mark.parametrize(("before", "after"), [(-1.0, -2.0), (-2.0, -1.0)])
def test_values_of_equal_hash_are_told_apart(catalogue, before, after):
    # hash(-1.0) == hash(-2.0): a key made of hashes would answer with the old map
    assert hash(before) == hash(after)
    cache = EngineCache()
    first = with_cell(three_sectors(), electrical_tilt_deg=before)
    second = with_cell(three_sectors(), electrical_tilt_deg=after)
    evaluate(first, "A", catalogue, None, cache=cache)
    assert_same(evaluate(second, "A", catalogue, None, cache=cache), evaluate(second, "A", catalogue, None))
    one, other = ({"a": building(x, 10.0, 5.0, 5.0, 9.0)} for x in (before, after))
    assert cache.token(one) != cache.token(other)
    assert cache.token(one) == cache.token(dict(one))


def test_another_catalogue_is_another_result(catalogue):
    cache, project = EngineCache(), three_sectors()
    deaf = replace(catalogue.terminals["cpe"], noise_figure_db=12.0)
    changed = replace(catalogue, terminals={**catalogue.terminals, "cpe": deaf})
    first = evaluate(project, "A", catalogue, None, cache=cache)
    second = evaluate(project, "A", changed, None, cache=cache)
    assert second.zones["zone-01"].sinr_p50_db < first.zones["zone-01"].sinr_p50_db


def test_remembering_and_threads_change_nothing(catalogue):
    project = three_sectors()
    cache = EngineCache()
    reference = evaluate(project, "A", catalogue, None, threads=1)
    assert_same(reference, evaluate(project, "A", catalogue, None, threads=4))
    evaluate(with_cell(project, height_m=31.0), "A", catalogue, None, cache=cache)
    assert_same(reference, evaluate(project, "A", catalogue, None, cache=cache))
    assert_same(reference, evaluate(project, "A", catalogue, None, cache=cache))
    assert_same(reference, evaluate(project, "A", catalogue, None, cache=EngineCache(limit_bytes=100_000)))


def test_the_memory_is_bounded(catalogue):
    cache = CountingCache(limit_bytes=2_000_000)
    for step in range(12):
        evaluate(with_cell(three_sectors(), height_m=20.0 + step), "A", catalogue, None, cache=cache)
    assert cache._size_bytes <= 2_000_000
    assert cache._size_bytes == sum(size for _, size in cache._entries.values())


def cancel_at(fraction):
    def progress(_code, done):
        if done >= fraction:
            raise Cancelled

    return progress


@pytest.mark.parametrize("fraction", [0.0, 0.2, 0.54, 0.63, 0.765, 0.9, 1.0])
def test_cancelling_leaves_the_cache_usable_and_no_thread(catalogue, fraction):
    cache, project = EngineCache(), three_sectors()
    threads = threading.active_count()
    with pytest.raises(Cancelled):
        evaluate(project, "A", catalogue, None, cache=cache, progress=cancel_at(fraction), threads=4)
    assert threading.active_count() == threads
    assert_same(evaluate(project, "A", catalogue, None, cache=cache), evaluate(project, "A", catalogue, None))


def test_progress_rises_from_0_to_1(catalogue):
    seen = []
    evaluate(three_sectors(), "A", catalogue, None, progress=lambda code, done: seen.append((code, done)))
    fractions = [done for _, done in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert {"radio", "stage-load", "stage-price"} <= {code for code, _ in seen}


def test_a_failed_computation_is_not_remembered():
    cache = EngineCache()

    def fail():
        raise ValueError

    with pytest.raises(ValueError):
        cache.get("stage", 1, fail)
    assert cache.get("stage", 1, lambda: 5) == 5


def test_renamed_zones_are_found_in_the_findings(catalogue):
    cache, project = EngineCache(), plan(zone=(90_000.0, 0.0, 8.0, 8.0), sites=((0.0, 0.0), (10.0, 9.0)))
    evaluate(project, "A", catalogue, None, cache=cache)
    zone: Zone = project.site_map.zones["zone-01"]
    renamed = replace(project, site_map=replace(project.site_map, zones={zone.id: replace(zone, name="Far away")}))
    issues = evaluate(renamed, "A", catalogue, None, cache=cache).issues
    assert "Far away" in {issue.params.get("name") for issue in issues if issue.code == "zone-outside-map"}
