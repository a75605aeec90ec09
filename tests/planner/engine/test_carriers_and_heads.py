"""Carriers that don't overlap don't interfere; the heads of a combined cell add up."""

from dataclasses import replace

import numpy as np
import pytest
from plans import cell, plan

from planner.engine.results import Results
from planner.io.catalogue import load_catalogue
from planner.io.evaluation import evaluate

CATALOGUE = load_catalogue()
SITES = ((-120.0, 0.0), (120.0, 0.0))
LOADED = {"background_load_dl": 0.8, "antenna": "omni_8"}


def evaluated(*cells, sites=SITES) -> Results:
    return evaluate(plan(cells=list(cells), sites=sites, flow={"ul_mbps": 0.0, "dl_mbps": 0.1}), "A", CATALOGUE)


def sinr(results: Results) -> np.ndarray:
    assert results.maps is not None
    return results.maps.sinr_db


def rsrp(results: Results) -> np.ndarray:
    assert results.maps is not None
    return results.maps.rsrp_dbm


def test_only_overlapping_carriers_interfere() -> None:
    low, high = (cell(n, n, pci=n, carrier_mhz=mhz, **LOADED) for n, mhz in ((1, 3450.0), (2, 3550.0)))
    alone = evaluated(low, replace(high, background_load_dl=0.0))
    apart = evaluated(low, high)
    touching = evaluated(low, replace(high, carrier_mhz=3540.0))
    here = apart.maps.best_server == 0
    # the cell's own places, in the band's one layer: on the next carrier nobody is heard
    assert np.allclose(sinr(apart)[here], sinr(alone)[here], atol=0.1)
    there = here & (touching.maps.best_server == 0)
    assert np.median(sinr(apart)[there] - sinr(touching)[there]) > 10.0


def test_a_lower_carrier_reaches_farther() -> None:
    low, high = (evaluated(cell(1, 1, carrier_mhz=mhz)) for mhz in (3350.0, 3750.0))
    gain = rsrp(low) - rsrp(high)
    # 20 to 21.3 dB per decade of frequency in all of UMa's formulas
    assert np.nanmedian(gain) == pytest.approx(20.0 * np.log10(3750.0 / 3350.0), abs=0.2)


def test_heads_add_their_powers_and_no_interference() -> None:
    one, other = cell(1, 1, **LOADED), cell(2, 2, **LOADED)
    combined = evaluated(replace(one, head_site_ids=("gnb-02",)))
    single = [rsrp(evaluated(replace(item, id="cell-01", background_load_dl=0.0))) for item in (one, other)]
    total = 10.0 * np.log10(sum(10.0 ** (item.astype(np.float64) / 10.0) for item in single))
    seen = np.isfinite(total) & np.isfinite(rsrp(combined))
    assert seen.mean() > 0.9
    assert np.allclose(rsrp(combined)[seen], total[seen], atol=0.02)
    two_cells = evaluated(one, replace(other, pci=1))
    assert np.nanmedian(sinr(combined) - sinr(two_cells)) > 10.0


def test_where_the_combined_cell_is_at_home_makes_no_difference() -> None:
    one = cell(1, 1, **LOADED, head_site_ids=("gnb-02",))
    swapped = replace(one, site_id="gnb-02", head_site_ids=("gnb-01", "gnb-01", "gone"))
    assert np.allclose(rsrp(evaluated(one)), rsrp(evaluated(swapped)), atol=1e-3, equal_nan=True)
